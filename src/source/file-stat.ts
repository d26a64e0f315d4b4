/**
 * The sign of a file: the fields of its `stat` that tell, without reading it, whether it is the file that was
 * read last. Every field counts: an atomic rename changes the inode, an edit in place the times, `touch -d`
 * and `cp -p` only the ctime.
 */
import { type BigIntStats, lstatSync, statSync } from 'node:fs'
import { isAbsent } from '../report/system-error.ts'

/**
 * A file that changed less than this before the `stat` may change again with the same times: ext4 counts in
 * milliseconds, some network and FAT file systems in seconds. Such a file is read again at the next scan.
 */
const COARSEST_CLOCK_MS = 2_000

export interface FileSign {
  readonly text: string
  /** The file is so new that a later change may leave the sign the same. */
  readonly isFresh: boolean
  /** The time at which its content was written: milliseconds since 1970. */
  readonly writtenMs: number
}

export function signOf(stats: BigIntStats): FileSign {
  const text = `${stats.dev}:${stats.ino}:${stats.size}:${stats.mtimeNs}:${stats.ctimeNs}`
  const isFresh = Date.now() - Number(stats.ctimeMs) < COARSEST_CLOCK_MS
  return { text, isFresh, writtenMs: Number(stats.mtimeMs) }
}

const MISSING = 'missing'

/**
 * The sign of the file at a path, for callers that read the file again when the sign changes. `missing`: the
 * path leads to no file. Empty: the file is too fresh, so the caller reads it again.
 */
export function signAt(path: string): string {
  try {
    const { text, isFresh } = signOf(statSync(path, { bigint: true }))
    return isFresh ? '' : text
  } catch {
    return MISSING
  }
}

/** When the content of a file was written: milliseconds since 1970; -Infinity if there is no file. */
export function writtenAt(path: string): number {
  try {
    return statSync(path).mtimeMs
  } catch {
    return -Infinity
  }
}

/**
 * The identity of a folder under any name. It includes the birth time, as a new folder often gets the inode
 * of a deleted one.
 */
export function identityOf(stats: BigIntStats): string {
  return `${stats.dev}:${stats.ino}:${stats.birthtimeNs}`
}

/** `undefined`: the path does not exist. `null`: `lstat` failed for another reason, which a scan reports. */
export function lookAt(path: string): BigIntStats | undefined | null {
  try {
    return lstatSync(path, { bigint: true })
  } catch (error) {
    return isAbsent(error) ? undefined : null
  }
}
