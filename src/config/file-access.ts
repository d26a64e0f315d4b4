/**
 * Access to the files that a Corefile names, as a value that can be replaced: `realFiles` reads the disk, and
 * other implementations read the data of ConfigMaps, which a pod has as files.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Diagnostic, Place } from '../report/diagnostic.ts'
import { isAbsent, problemOf } from '../report/system-error.ts'
import type { WrittenText } from '../report/written-text.ts'
import { signAt } from '../source/file-stat.ts'
import { type Refusal, withRegularFile } from '../source/regular-file.ts'

export type FileContent =
  /** `written`: where the text is written, if `path` is not a file but a part of one. */
  | { readonly text: string; readonly written?: WrittenText }
  | { readonly problem: string; readonly isMissing: boolean; readonly isFolder: boolean }

export interface FileAccess {
  /** The text of a file of at most `maximum` octets, or the reason why it cannot be read. Does not throw. */
  read(path: string, maximum: number): FileContent
  /** The names in a folder; empty if it cannot be read. Does not throw. */
  list(folder: string): readonly string[]
  /** Whether nothing is at the path; false if that is unknown. */
  isAbsent(path: string): boolean
  /** Equal as long as the file has not changed; empty: it may have. */
  sign(path: string): string
  /**
   * Whether a path is one of another machine, such as that of a pod: what is there is unknown, so a file that
   * cannot be read is no mistake.
   */
  isElsewhere(path: string): boolean
  /** The folder in which relative paths start that are written at a place. */
  folderOf(place: Place): string
  /** A diagnostic about a file at the place where the text of that file is written. */
  relocated(one: Diagnostic): Diagnostic
}

export const realFiles: FileAccess = {
  read(path, maximum) {
    try {
      return withRegularFile<FileContent>(
        path,
        maximum,
        (file) => ({ text: readFileSync(file.descriptor, 'utf8') }),
        (refusal) => refused(refusal, maximum),
      )
    } catch (error) {
      return { problem: problemOf(error), isMissing: isAbsent(error), isFolder: false }
    }
  },

  list(folder) {
    try {
      return readdirSync(folder)
    } catch {
      return []
    }
  },

  isAbsent(path) {
    try {
      statSync(path)
      return false
    } catch (error) {
      return isAbsent(error)
    }
  },

  sign: signAt,
  isElsewhere: () => false,
  folderOf: ({ file }) => dirname(file),
  relocated: (one) => one,
}

function refused({ kind }: Refusal, maximum: number): FileContent {
  const problems = {
    folder: 'it is a folder',
    irregular: 'it is not a regular file',
    large: `it is larger than ${maximum} octets`,
  }
  return { problem: problems[kind], isMissing: false, isFolder: kind === 'folder' }
}
