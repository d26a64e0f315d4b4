/**
 * The rules that the sources keep: functions from sources to sentences, each of which names an offender.
 * CONTRIBUTING says what the folders are for.
 */
import type { SourceFile } from './source-tree.ts'

/** Lowest first: a file imports its own folder and those before it. Files in src/ itself import all. */
export const FOLDERS = [
  'wire/types',
  'wire',
  'report',
  'yaml',
  'zone',
  'kube/model',
  'kube/manifest',
  'kube/stated',
  'kube/applied',
  'kube/inventory',
  'kube/records',
  'kube/lint',
  'kube/reasons',
  'source',
  'chain',
  'server',
  'client',
  'config',
  'block',
  'directives/listen',
  'directives/observe',
  'directives/shape',
  'directives/cluster',
  'directives/zones',
  'directives/upstream',
  'site',
  'cli',
] as const

/** Folders that see neither each other nor what is made of them. */
const NEIGHBOURHOODS: ReadonlySet<string> = new Set(FOLDERS.filter((one) => one.startsWith('directives/')))
/** Folders whose parts import one another: the layout of octets and the types that are made of it. */
const ONE_FOLDER: Readonly<Record<string, string>> = { 'wire/types': 'wire' }

/** The files, or folders with a slash behind them, that may import a package or a module of Node.js. */
export type Doors = Readonly<Record<string, readonly string[]>>

export function folderOf(path: string): string | null {
  if (!path.includes('/')) return ''
  const folder = FOLDERS.filter((one) => path.startsWith(`${one}/`)).toSorted(
    (a, b) => b.length - a.length,
  )[0]
  return folder ?? null
}

const isLocal = (path: string): boolean => path.endsWith('.ts')

export function strangers(files: readonly SourceFile[]): string[] {
  return files.flatMap(({ path }) =>
    folderOf(path) === null ? [`${path} lies in no folder of the list`] : [],
  )
}

export function importsAgainstTheOrder(files: readonly SourceFile[]): string[] {
  const rank = (path: string): number => {
    const folder = folderOf(path) ?? ''
    return folder === '' ? FOLDERS.length : FOLDERS.findIndex((one) => one === (ONE_FOLDER[folder] ?? folder))
  }
  return files.flatMap(({ path, imports }) =>
    imports
      .filter((target) => isLocal(target) && rank(target) > rank(path))
      .map((target) => `${path} imports ${target}, which lies above it`),
  )
}

export function importsBetweenNeighbourhoods(files: readonly SourceFile[]): string[] {
  return files.flatMap(({ path, imports }) => {
    const own = folderOf(path) ?? ''
    if (!NEIGHBOURHOODS.has(own)) return []
    return imports
      .filter((target) => folderOf(target) !== own && NEIGHBOURHOODS.has(folderOf(target) ?? ''))
      .map((target) => `${path} imports ${target} of another neighbourhood`)
  })
}

export function importsPastTheDoors(files: readonly SourceFile[], doors: Doors): string[] {
  return files.flatMap(({ path, imports }) =>
    imports
      .filter((target) => !isLocal(target) && !isAdmitted(path, doors[target] ?? []))
      .map((target) => `${path} imports ${target}, which is not its to import`),
  )
}

/** A door that is not used is open for no reason. */
export function doorsWithoutUse(files: readonly SourceFile[], doors: Doors): string[] {
  return Object.entries(doors).flatMap(([target, admitted]) =>
    admitted
      .filter(
        (one) => !files.some(({ path, imports }) => isAdmitted(path, [one]) && imports.includes(target)),
      )
      .map((one) => `${one} is admitted to ${target} and does not import it`),
  )
}

function isAdmitted(path: string, admitted: readonly string[]): boolean {
  return admitted.some((one) => path === one || (one.endsWith('/') && path.startsWith(one)))
}

export function tricks(files: readonly SourceFile[]): string[] {
  return files.flatMap(({ path, tricks: found }) => found.map((one) => `${path}, ${one}`))
}

/** Types included. */
export function cycles(files: readonly SourceFile[]): string[] {
  const byPath = new Map(files.map((file) => [file.path, file]))
  const done = new Set<string>()
  const found: string[] = []
  const visit = (path: string, way: readonly string[]): void => {
    if (way.includes(path)) {
      found.push([...way.slice(way.indexOf(path)), path].join(' → '))
      return
    }
    if (done.has(path)) return
    for (const target of byPath.get(path)?.imports ?? [])
      if (byPath.has(target)) visit(target, [...way, path])
    done.add(path)
  }
  for (const { path } of files) visit(path, [])
  return found
}

export function drawers(files: readonly SourceFile[]): string[] {
  const drawer = /(^|\/)(utils?|helpers?|common|misc|shared|index)(\.ts|\/)/
  return files.filter(({ path }) => drawer.test(path)).map(({ path }) => `${path} is named after no subject`)
}

export function barrels(files: readonly SourceFile[]): string[] {
  return files.flatMap(({ path, reexports }) => reexports.map((one) => `${path} exports ${one} again`))
}

const MAX_LINES = 300

export function headOf({ text }: SourceFile): string | null {
  return /^(?:#!.*\n)?\/\*\*([\s\S]*?)\*\//.exec(text)?.[1] ?? null
}

export function filesWithoutHead(files: readonly SourceFile[]): string[] {
  return files
    .filter((file) => headOf(file) === null)
    .map(({ path }) => `${path} does not say what it is for`)
}

/** A longer file says `One subject: …` at its head. */
export function longFilesWithoutReason(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) => {
    const lines = file.text.trimEnd().split('\n').length
    if (lines <= MAX_LINES || /\bone subject\b/i.test(headOf(file) ?? '')) return []
    return [`${file.path} has ${lines} lines, and its head does not say why it is one subject`]
  })
}

/** `others`: the texts of tests and tools, which use what they name. */
export function exportsWithoutUse(files: readonly SourceFile[], others: string): string[] {
  return files.flatMap(({ path, text, exports }) =>
    exports
      .filter((name) => {
        const word = new RegExp(`\\b${name}\\b`, 'g')
        const uses = (text.match(word) ?? []).length
        return (
          uses < 2 && !word.test(others) && !files.some((one) => one.path !== path && one.text.match(word))
        )
      })
      .map((name) => `${path} exports ${name}, which nothing uses`),
  )
}
