/**
 * The path of a file as CI systems want it: relative to the root of the repository, with slashes, or a URI.
 */
import { isAbsolute, relative, resolve, sep } from 'node:path'
import { pathToFileURL } from 'node:url'

/** Variables in which GitHub and GitLab tell where the repository is. */
const ROOT_VARIABLES = ['GITHUB_WORKSPACE', 'CI_PROJECT_DIR']

/** Names in diagnostics that are no files. */
const NO_FILES: ReadonlySet<string> = new Set([
  'standard input',
  'stdin',
  'built-in Corefile',
  'built-in objects',
])

export class ArtifactPaths {
  readonly #folder: string
  readonly #root: string

  /** `folder`: the working directory, in which relative paths start. */
  constructor(folder: string, environment: Readonly<Record<string, string | undefined>>) {
    this.#folder = folder
    const roots = ROOT_VARIABLES.flatMap((name) => environment[name] ?? [])
    this.#root = roots.find((root) => isAbsolute(root) && inner(root, folder) !== null) ?? folder
  }

  /** Relative to the root; a path outside it is absolute. */
  pathOf(file: string): string {
    if (NO_FILES.has(file)) return file
    const path = resolve(this.#folder, file)
    return inner(this.#root, path) ?? path
  }

  /** The same as a reference by RFC 3986 §4.1, whose path has no other characters than a URI may have. */
  uriOf(file: string): string {
    const path = this.pathOf(file)
    return isAbsolute(path) ? pathToFileURL(path).href : path.split('/').map(encodeSegment).join('/')
  }
}

/** The path below a folder, with slashes; `null`: it is not below. */
function inner(folder: string, path: string): string | null {
  const below = relative(folder, path).split(sep).join('/')
  return below === '..' || below.startsWith('../') || isAbsolute(below) ? null : below === '' ? '.' : below
}

function encodeSegment(segment: string): string {
  return encodeURIComponent(segment.replace(/\p{Cs}/gu, '\ufffd'))
}
