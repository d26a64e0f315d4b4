/** The diagnostic about a folder for which the system sends no events, with a remedy. */
import { type Diagnostic, diagnostic } from '../report/diagnostic.ts'
import { errorCode, reasonOf } from '../report/system-error.ts'

/** Remedies by error code. */
const HINTS: Readonly<Record<string, string>> = {
  ENOSPC: 'no watches are left: raise fs.inotify.max_user_watches',
  EMFILE: 'no inotify instances or files are left: raise fs.inotify.max_user_instances, or ulimit -n',
  ENFILE: 'no files are left in the system: raise fs.file-max',
  EACCES: 'let kubezone read this folder',
  EPERM: 'let kubezone read this folder',
}

export function unwatched(folder: string, error: unknown, pollMs: number): Diagnostic {
  const message = `this folder cannot be watched: ${reasonOf(error)}; kubezone scans it every ${pollMs} ms`
  const hint = HINTS[errorCode(error) ?? '']
  return diagnostic('KZ_FOLDER_UNWATCHED', folder, message, hint === undefined ? {} : { hint })
}
