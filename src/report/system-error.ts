/** System errors of Node.js: their codes, and the reasons in words. */

/** The `code` of a system error, such as ENOENT; `null` if the error has none. */
export function errorCode(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null
}

/** Whether the error means that a file or folder does not exist. */
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
  ELOOP: 'its symbolic links form a loop',
  EIO: 'input/output error',
  EMFILE: "too many open files, raise the limit with 'ulimit -n 4096'",
  ENFILE: 'too many open files',
  ENAMETOOLONG: 'its path is too long',
}

/** The reason of a system error in words, without the path that Node.js puts into its messages. */
export function reasonOf(error: unknown): string {
  const code = errorCode(error) ?? 'UNKNOWN'
  const reason = REASONS[code]
  return reason === undefined ? code : `${reason} (${code})`
}

/** The reason why a configured file cannot be read. */
export function problemOf(error: unknown): string {
  return isAbsent(error) ? 'it does not exist' : reasonOf(error)
}
