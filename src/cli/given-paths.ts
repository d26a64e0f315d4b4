/** The paths of a command line, told apart: folders, manifests and Corefiles. */
import { existsSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

const MANIFEST = /\.(?:ya?ml|json)$/i
const COREFILE = /\.corefile$/i

export interface GivenPaths {
  readonly folders: readonly string[]
  /** Files by themselves; also paths that do not exist, which the reader of manifests reports. */
  readonly manifests: readonly string[]
  readonly corefiles: readonly string[]
}

/**
 * A file is a manifest if its name ends in .yaml, .yml or .json, and a Corefile otherwise. The name of a path
 * that does not exist decides as well.
 */
export function sortPaths(paths: readonly string[]): GivenPaths {
  const folders = paths.filter(isFolder)
  const corefiles = paths.filter((path) => !folders.includes(path) && isCorefile(path))
  const manifests = paths.filter((path) => !folders.includes(path) && !corefiles.includes(path))
  return { folders, manifests, corefiles }
}

/** The configuration and the manifests of one server. */
export interface ServedPaths {
  /** A `Corefile` in this folder is the configuration, unless `corefile` is another one. */
  readonly folder: string
  /** The Corefile that the paths name; `null`: they name none. */
  readonly corefile: string | null
  readonly manifests: readonly string[]
}

/**
 * The site of one server that serves all paths together. `hasConf`: the command line names the Corefile
 * elsewhere. A text is the reason why the paths make no site.
 */
export function servedPaths(paths: readonly string[], hasConf: boolean): ServedPaths | string {
  const { folders, corefiles } = sortPaths(paths)
  const manifests = paths.filter((path) => !corefiles.includes(path))
  const [corefile, another] = corefiles
  if (corefile !== undefined && (another !== undefined || hasConf)) {
    return `a server has one Corefile: '${corefile}' and ${another === undefined ? '--conf' : `'${another}'`} name two`
  }
  if (corefile !== undefined) {
    const folder = dirname(corefile)
    return { folder, corefile, manifests: manifests.length === 0 ? [folder] : manifests }
  }
  const [first = manifests[0] ?? '.', second] = folders.filter((path) => existsSync(join(path, 'Corefile')))
  if (second !== undefined && !hasConf) {
    return `a server has one Corefile: '${first}' and '${second}' have one each; name it with --conf`
  }
  return { folder: first, corefile: null, manifests }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory()
  } catch {
    // The reader of the path reports the error.
    return false
  }
}

function isCorefile(path: string): boolean {
  if (MANIFEST.test(path)) return false
  return existsSync(path) || basename(path).startsWith('Corefile') || COREFILE.test(path)
}
