/**
 * Opens regular files only, so that no other kind of file can block the process or fill its memory: a named
 * pipe does not block, and the size is known before the first octet is read.
 */
import { type BigIntStats, closeSync, constants, fstatSync, openSync } from 'node:fs'

/** Non-blocking: a pipe without a writer opens at once, and is then refused. */
export const READ_FLAGS = constants.O_RDONLY | constants.O_NONBLOCK

/** Why a file is not read; `size` is in octets. */
export type Refusal =
  | { readonly kind: 'folder' | 'irregular' }
  | { readonly kind: 'large'; readonly size: number }

/** An open file within the size limit. It is closed when the callback returns. */
export interface OpenFile {
  readonly descriptor: number
  /** The `stat` of the file when it was opened. */
  readonly stats: BigIntStats
  readonly size: number
}

/**
 * Calls `use` with the file, or `refuse` with the reason. Throws the system's error if the file cannot be
 * opened.
 */
export function withRegularFile<Result>(
  path: string,
  maxOctets: number,
  use: (file: OpenFile) => Result,
  refuse: (refusal: Refusal, stats: BigIntStats) => Result,
): Result {
  const descriptor = openSync(path, READ_FLAGS)
  try {
    const stats = fstatSync(descriptor, { bigint: true })
    const size = Number(stats.size)
    if (stats.isDirectory()) return refuse({ kind: 'folder' }, stats)
    if (!stats.isFile()) return refuse({ kind: 'irregular' }, stats)
    if (size > maxOctets) return refuse({ kind: 'large', size }, stats)
    return use({ descriptor, stats, size })
  } finally {
    closeSync(descriptor)
  }
}
