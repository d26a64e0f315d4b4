/**
 * What a file looks like from outside: enough to know, without reading it, that it is the file we read last time. Every
 * field counts: an atomic rename changes the inode, an edit in place the times, `touch -d` and `cp -p` only the ctime.
 */
import { type BigIntStats, lstatSync, statSync } from 'node:fs'
import { isAbsent } from '../report/system-error.ts'

/**
 * A file changed this short a time before we looked may change again without its times showing it: ext4 counts in
 * milliseconds, some network and FAT file systems in seconds. Such a file is read again at the next look.
 */
const COARSEST_CLOCK_MS = 2_000

export interface FileSign {
  readonly text: string
  /** The sign may hide a change made just after. */
  readonly isFresh: boolean
  /** When its content was written: milliseconds since 1970. */
  readonly writtenMs: number
}

export function signOf(stats: BigIntStats): FileSign {
  const text = `${stats.dev}:${stats.ino}:${stats.size}:${stats.mtimeNs}:${stats.ctimeNs}`
  const isFresh = Date.now() - Number(stats.ctimeMs) < COARSEST_CLOCK_MS
  return { text, isFresh, writtenMs: Number(stats.mtimeMs) }
}

const MISSING = 'missing'

/**
 * The sign of what a path leads to, for who reads the file again where the sign is another; `missing` where it leads to
 * nothing, and empty where the sign tells nothing, so that the file is read at the next look.
 */
export function signAt(path: string): string {
  try {
    const { text, isFresh } = signOf(statSync(path, { bigint: true }))
    return isFresh ? '' : text
  } catch {
    return MISSING
  }
}

/** The same folder, whatever it is called. With its birth, as a new folder often gets the inode of one just deleted. */
export function identityOf(stats: BigIntStats): string {
  return `${stats.dev}:${stats.ino}:${stats.birthtimeNs}`
}

/** `undefined`: nothing is there; `null`: that cannot be told, which a scan has words for. */
export function lookAt(path: string): BigIntStats | undefined | null {
  try {
    return lstatSync(path, { bigint: true })
  } catch (error) {
    return isAbsent(error) ? undefined : null
  }
}
