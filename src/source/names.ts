/**
 * Classifies the names in a folder: manifests, charts, kustomizations, settings, and private names, which are
 * ignored.
 */
import { extname } from 'node:path'

const EXTENSIONS: ReadonlySet<string> = new Set(['.yaml', '.yml', '.json'])

/**
 * Hidden names (`..data` of a ConfigMap volume, `.git`, swap files) and backup files of editors. Most
 * temporary files have another extension; Emacs' `#web.yaml#` and `.#web.yaml`, and `web.yaml~`, do not.
 */
function isPrivate(name: string): boolean {
  return name.startsWith('.') || name.startsWith('#') || name.endsWith('~')
}

export function isManifestName(name: string): boolean {
  return EXTENSIONS.has(extname(name).toLowerCase()) && !isPrivate(name) && name !== SETTINGS
}

/** The settings of kubezone for the manifests of a folder. */
export const SETTINGS = 'kubezone.yaml'

export function isFolderName(name: string): boolean {
  return !isPrivate(name) && name !== 'node_modules'
}

export const CHART = 'Chart.yaml'

/** The folders of a chart without manifests; `ci` is that of chart-testing, `tests` that of helm-unittest. */
const CHART_FOLDERS: ReadonlySet<string> = new Set(['templates', 'charts', 'files', 'ci', 'tests'])

/**
 * The parts of a chart folder that are not manifests: templates, the charts it depends on, files that
 * templates include, tests, and values.
 */
export function isChartPart(name: string): boolean {
  return CHART_FOLDERS.has(name) || /^(?:Chart|requirements|values\b.*)\.(?:ya?ml|json)$/.test(name)
}

/** The releases of Helmfile, and the folder of more of them. */
export function isHelmfile(name: string): boolean {
  return /^helmfile(?:\.ya?ml(?:\.gotmpl)?|\.d)$/.test(name)
}

export function isKustomization(name: string): boolean {
  return name === 'kustomization.yaml' || name === 'kustomization.yml' || name === 'Kustomization'
}

/** Whether a file with this name says how the manifests beside it are read, or made. */
export function isSideFile(name: string): boolean {
  return name === SETTINGS || name === CHART || isKustomization(name) || isHelmfile(name)
}

/** Sorts by the octets of the text in UTF-8: the order of every list that people see, in any locale. */
export function sortByOctets<T>(items: readonly T[], textOf: (item: T) => string): T[] {
  const keyed = items.map((item) => ({ item, text: textOf(item) }))
  // UTF-16 sorts as UTF-8 does, except for surrogates and the code units above them. Those are rare, and a
  // third slower.
  const isPlain = keyed.every(({ text }) => !/[\ud800-\uffff]/.test(text))
  const sorted = isPlain
    ? keyed.sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0))
    : keyed.sort((a, b) => Buffer.compare(Buffer.from(a.text), Buffer.from(b.text)))
  return sorted.map(({ item }) => item)
}
