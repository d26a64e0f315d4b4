/** What to say, and what to do, where the system does not tell of changes in a folder. */
import { type Diagnostic, diagnostic } from '../report/diagnostic.ts'
import { errorCode, reasonOf } from '../report/system-error.ts'

/** By the system's reason. */
const HINTS: Readonly<Record<string, string>> = {
  ENOSPC: 'no watches are left: raise fs.inotify.max_user_watches',
  EMFILE: 'no inotify instances or files are left: raise fs.inotify.max_user_instances, or ulimit -n',
  ENFILE: 'no files are left in the system: raise fs.file-max',
  EACCES: 'let kubezone read this folder',
  EPERM: 'let kubezone read this folder',
}

export function unwatched(folder: string, error: unknown, pollMs: number): Diagnostic {
  const message = `changes are not announced here: ${reasonOf(error)}; looking every ${pollMs} ms`
  const hint = HINTS[errorCode(error) ?? '']
  return diagnostic('KZ_FOLDER_UNWATCHED', folder, message, hint === undefined ? {} : { hint })
}
