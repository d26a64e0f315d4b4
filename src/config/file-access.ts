/** Access to imported files, as a value that tests can replace; `realFiles` reads the disk. */
import { readdirSync, readFileSync } from 'node:fs'
import { isAbsent, problemOf } from '../report/system-error.ts'
import { type Refusal, withRegularFile } from '../source/regular-file.ts'

export type FileContent =
  | { readonly text: string }
  | { readonly problem: string; readonly isMissing: boolean; readonly isFolder: boolean }

export interface FileAccess {
  /** The text of a file of at most `maximum` octets, or the reason why it cannot be read. Does not throw. */
  read(path: string, maximum: number): FileContent
  /** The names in a folder; empty if it cannot be read. Does not throw. */
  list(folder: string): readonly string[]
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
}

function refused({ kind }: Refusal, maximum: number): FileContent {
  const problems = {
    folder: 'it is a folder',
    irregular: 'it is not a regular file',
    large: `it is larger than ${maximum} octets`,
  }
  return { problem: problems[kind], isMissing: false, isFolder: kind === 'folder' }
}
