/** How imports reach files. A value, so that tests and previews can bring their own files; `realFiles` is the disk. */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { isAbsent, problemOf } from '../report/system-error.ts'

export type FileContent =
  | { readonly text: string }
  | { readonly problem: string; readonly isMissing: boolean; readonly isFolder: boolean }

export interface FileAccess {
  /** The text of a file of at most `maximum` octets, or in a few words why there is none. Does not throw. */
  read(path: string, maximum: number): FileContent
  /** The names in a folder; none if it cannot be read. Does not throw. */
  list(folder: string): readonly string[]
}

export const realFiles: FileAccess = {
  read(path, maximum) {
    try {
      const status = statSync(path)
      if (status.isDirectory()) return { problem: 'it is a folder', isMissing: false, isFolder: true }
      // A pipe or device might never end.
      if (!status.isFile()) return failure('it is not a regular file')
      if (status.size > maximum) return failure(`it is larger than ${maximum} octets`)
      return { text: readFileSync(path, 'utf8') }
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

function failure(problem: string): FileContent {
  return { problem, isMissing: false, isFolder: false }
}
