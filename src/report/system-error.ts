/** Errors of the system as Node.js throws them: their codes, and what they mean in words. */

/** The `code` of an error of the system or of Node.js, such as ENOENT; `null` where it has none. */
export function errorCode(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null
}

/** The entry is not there: never was, or no longer. */
export function isAbsent(error: unknown): boolean {
  const code = errorCode(error)
  return code === 'ENOENT' || code === 'ENOTDIR'
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or folder',
  ENOTDIR: 'a part of its path is not a folder',
  EISDIR: 'it is a folder',
  ENXIO: 'it is not a regular file',
  EROFS: 'the file system is read-only',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ELOOP: 'its symbolic links lead in a circle',
  EIO: 'input/output error',
  EMFILE: 'too many open files',
  ENFILE: 'too many open files',
  ENAMETOOLONG: 'its path is too long',
}

/** A system error in words, without the path that Node puts into its own messages. */
export function reasonOf(error: unknown): string {
  const code = errorCode(error) ?? 'UNKNOWN'
  const reason = REASONS[code]
  return reason === undefined ? code : `${reason} (${code})`
}

/** Why a file that a person has named cannot be read, in a few words. */
export function problemOf(error: unknown): string {
  return isAbsent(error) ? 'it does not exist' : reasonOf(error)
}
