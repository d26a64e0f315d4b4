/**
 * Reads a kustomization: what it includes, what it makes of it, and which of its fields have an effect on DNS
 * that only `kustomize build` brings about. Errors are not reported: kustomize itself does that.
 */
import { isMapping } from '../kube/manifest/fields.ts'
import { ManifestText } from '../kube/manifest/text.ts'
import { readYaml } from '../kube/manifest/yaml-document.ts'
import { isLabel } from '../kube/model/kube-names.ts'
import { NO_OVERLAY, type Overlay } from '../kube/model/overlay.ts'
import { innerPath } from './inner-path.ts'
import type { Interpretation } from './side-file.ts'

export interface Kustomization {
  /** A part that other kustomizations include; by itself it is never built. */
  readonly isComponent: boolean
  /** Its own namespace, prefix and suffix. */
  readonly overlay: Overlay
  /** The files, folders and addresses that it includes, as written. */
  readonly resources: readonly string[]
  /** Files that are patches: normalized paths, relative to the folder of the kustomization. */
  readonly patches: readonly string[]
  /** The fields with an effect on DNS that kubezone does not apply, in alphabetical order. */
  readonly unapplied: readonly string[]
  /** It renders Helm charts, which `kustomize build` does only with `--enable-helm`. */
  readonly needsHelm: boolean
  /** It has a text that can be read. */
  readonly isRead: boolean
}

export const NO_KUSTOMIZATION: Kustomization = {
  isComponent: false,
  overlay: NO_OVERLAY,
  resources: [],
  patches: [],
  unapplied: [],
  needsHelm: false,
  isRead: false,
}

/** The fields that kubezone applies. */
const APPLIED = ['resources', 'bases', 'components', 'namespace', 'namePrefix', 'nameSuffix']

/**
 * The fields without an effect on names: ConfigMaps, Secrets, images, annotations, and labels, which
 * kustomize adds to selectors and pods alike.
 */
const NEUTRAL = [
  'apiVersion',
  'kind',
  'metadata',
  'buildMetadata',
  'commonAnnotations',
  'commonLabels',
  'configMapGenerator',
  'crds',
  'generatorOptions',
  'images',
  'labels',
  'openapi',
  'secretGenerator',
  'sortOptions',
  'validators',
]

const NOT_LISTED: ReadonlySet<string> = new Set([...APPLIED, ...NEUTRAL])

export function readKustomization(text: string): Interpretation<Kustomization> {
  const [document] = new ManifestText(text, '').documents()
  try {
    const [yaml] = document === undefined ? [] : readYaml(text.slice(document.start, document.end), 0)
    return { content: contentOf(yaml?.value), diagnostics: [] }
  } catch {
    return { content: null, diagnostics: [] }
  }
}

function contentOf(root: unknown): Kustomization {
  if (!isMapping(root)) return NO_KUSTOMIZATION
  // Flux has a kind of the same name, which people keep in files of the same name.
  if (textOf(root['apiVersion']).startsWith('kustomize.toolkit.fluxcd.io/')) {
    return { ...NO_KUSTOMIZATION, isRead: true }
  }
  const fields = Object.keys(root).filter((field) => !isEmpty(root[field]))
  const namespace = textOf(root['namespace'])
  return {
    isComponent: root['kind'] === 'Component',
    overlay: {
      namespace: isLabel(namespace) ? namespace : null,
      prefix: textOf(root['namePrefix']),
      suffix: textOf(root['nameSuffix']),
    },
    resources: [root['resources'], root['bases'], root['components']].flatMap(textsOf),
    patches: patchesOf(root),
    unapplied: fields.filter((field) => !NOT_LISTED.has(field)).sort(),
    needsHelm: fields.includes('helmCharts') || fields.includes('helmChartInflationGenerator'),
    isRead: true,
  }
}

function patchesOf(root: Record<string, unknown>): readonly string[] {
  return [
    ...listOf(root['patches']).map(pathOf),
    ...listOf(root['patchesJson6902']).map(pathOf),
    ...listOf(root['patchesStrategicMerge']),
  ].flatMap((path) => {
    // A text of several lines is an inline patch, not a path.
    const normal = typeof path === 'string' && !path.includes('\n') ? innerPath(path) : null
    return normal === null || normal === '.' ? [] : [normal]
  })
}

function isEmpty(value: unknown): boolean {
  return value === null || value === '' || (Array.isArray(value) && value.length === 0)
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function textsOf(value: unknown): readonly string[] {
  return listOf(value)
    .map(textOf)
    .filter((text) => text !== '')
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function pathOf(patch: unknown): unknown {
  return isMapping(patch) ? patch['path'] : null
}
