/**
 * Keeps `check` from printing text of files outside the given folders. A folder can hold links, and a
 * Corefile can name any file of the machine: their authors must not read that file in the log of a CI job. A
 * diagnostic quotes only the file that it is about, so the place decides.
 */
import { realpathSync, statSync } from 'node:fs'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import type { Code } from '../report/codes.ts'
import { type Diagnostic, diagnostic } from '../report/diagnostic.ts'

/** Diagnostics of a file as a whole that quote none of its text. */
const ABOUT_FILES = /^KZ_(?:FILE|FOLDER|CHART|KUSTOMIZATION|KUSTOMIZE|INPUT)/

export class Disclosure {
  /** Without links. */
  readonly #folders: readonly string[]
  /** Given files, which count even if their names are hidden. Without links in their folders. */
  readonly #files: ReadonlySet<string>
  /** By the name in diagnostics. */
  readonly #verdicts = new Map<string, boolean>()

  /** `paths`: files and folders; a file stands for its folder, too. `files`: files by themselves. */
  constructor(paths: readonly string[], files: readonly string[]) {
    this.#folders = paths.flatMap((path) => realPath(isFolder(path) ? path : dirname(resolve(path))) ?? [])
    this.#files = new Set(
      [...paths, ...files].flatMap((path) => {
        const folder = realPath(dirname(resolve(path)))
        return folder === null ? [] : [join(folder, basename(path))]
      }),
    )
  }

  /** The diagnostics, with those of files outside replaced by one for each file and code. */
  filter(found: readonly Diagnostic[]): Diagnostic[] {
    const hidden = new Map<string, Diagnostic[]>()
    for (const one of found) {
      if (this.#isShown(one)) continue
      const key = `${one.code} ${one.file}`
      hidden.set(key, [...(hidden.get(key) ?? []), one])
    }
    return found.flatMap((one) => {
      const group = hidden.get(`${one.code} ${one.file}`)
      if (group === undefined || this.#isShown(one)) return [one]
      return group[0] === one ? [withoutText(one, one.code, group.length - 1)] : []
    })
  }

  #isShown({ file, line, code }: Diagnostic): boolean {
    if (line === 0 && ABOUT_FILES.test(code)) return true
    const known = this.#verdicts.get(file)
    if (known !== undefined) return known
    const path = realPath(file)
    // The built-in Corefile and standard input are no files.
    const isShown = path === null || this.#files.has(path) || this.#folders.some((one) => isBelow(path, one))
    this.#verdicts.set(file, isShown)
    return isShown
  }
}

function withoutText({ file, line, column }: Diagnostic, code: Code, others: number): Diagnostic {
  const more = others === 0 ? '' : `, nor ${others} more of this code`
  const message = `this is not shown${more}: the file is outside the given folders`
  return diagnostic(code, { file, line, column }, message, {
    hint: 'name its folder on the command line, too',
  })
}

/**
 * Whether a path is below a folder, by no hidden name: `.git` and `.env` hold secrets, and no manifests. Two
 * dots begin the folders of a ConfigMap volume.
 */
function isBelow(path: string, folder: string): boolean {
  const names = relative(folder, path).split(sep)
  return names[0] !== '..' && !names.some((name) => /^\.(?!\.)/.test(name))
}

function realPath(path: string): string | null {
  try {
    return realpathSync(path)
  } catch {
    return null
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
}
