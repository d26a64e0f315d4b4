/**
 * Reads one manifest: the octets together with the sign of exactly the file they came from, or the reason why not. A
 * file is never opened in a way that can block (a named pipe), never read beyond the limit, and looked at again after
 * reading, so that a writer who was quicker is noticed.
 */
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { type Diagnostic, diagnostic } from '../report/diagnostic.ts'
import { isAbsent, reasonOf } from '../report/system-error.ts'
import { type FileSign, signOf } from './file-stat.ts'

export type Reading =
  /** `isSettled` is false where the file changed while it was read, so the octets may be half old, half new. */
  | {
      readonly kind: 'read'
      readonly octets: Uint8Array
      readonly sign: FileSign
      readonly isSettled: boolean
    }
  | { readonly kind: 'refused'; readonly diagnostic: Diagnostic; readonly sign: FileSign | null }
  | { readonly kind: 'gone' }

/** Up to here one synchronous read is quicker than a trip through the thread pool, and too short to be noticed. */
const SMALL_OCTETS = 256 * 1024

const MEBIBYTE = 1_048_576

/** Non-blocking, so that a pipe in the place of a file cannot hold the process. */
const FLAGS = constants.O_RDONLY | constants.O_NONBLOCK

export async function readManifestFile(path: string, shown: string, maxOctets: number): Promise<Reading> {
  try {
    const fd = openSync(path, FLAGS)
    let octets: Uint8Array
    let sign: FileSign
    try {
      const stats = fstatSync(fd, { bigint: true })
      sign = signOf(stats)
      if (!stats.isFile()) {
        const message = 'not read: neither a regular file nor a folder'
        return { kind: 'refused', diagnostic: diagnostic('KZ_FILE_UNREADABLE', shown, message), sign }
      }
      if (stats.size > BigInt(maxOctets)) {
        return { kind: 'refused', diagnostic: tooLarge(shown, stats.size, maxOctets), sign }
      }
      if (stats.size > SMALL_OCTETS) return await readLarge(path, Number(stats.size), sign)
      octets = readSmall(fd, Number(stats.size))
      const after = signOf(fstatSync(fd, { bigint: true }))
      return { kind: 'read', octets, sign: after, isSettled: after.text === sign.text }
    } finally {
      closeSync(fd)
    }
  } catch (error) {
    if (isAbsent(error)) return { kind: 'gone' }
    const message = `cannot be read: ${reasonOf(error)}`
    return { kind: 'refused', diagnostic: diagnostic('KZ_FILE_UNREADABLE', shown, message), sign: null }
  }
}

function readSmall(fd: number, size: number): Uint8Array {
  const buffer = Buffer.allocUnsafe(size)
  let filled = 0
  while (filled < size) {
    const count = readSync(fd, buffer, filled, size - filled, filled)
    if (count === 0) break
    filled += count
  }
  return buffer.subarray(0, filled)
}

async function readLarge(path: string, size: number, sign: FileSign): Promise<Reading> {
  const handle = await open(path, FLAGS)
  try {
    // Memory of its own, not a slice of Node's pool: it is handed over to the parser's thread.
    const buffer = Buffer.allocUnsafeSlow(size)
    let filled = 0
    while (filled < size) {
      const { bytesRead } = await handle.read(buffer, filled, size - filled, filled)
      if (bytesRead === 0) break
      filled += bytesRead
    }
    const after = signOf(await handle.stat({ bigint: true }))
    const isSettled = after.text === sign.text && filled === size
    return { kind: 'read', octets: buffer.subarray(0, filled), sign: after, isSettled }
  } finally {
    await handle.close()
  }
}

function tooLarge(shown: string, octets: bigint, maxOctets: number): Diagnostic {
  const message = `not read: ${sizeText(Number(octets))}, and the limit is ${sizeText(maxOctets)}`
  return diagnostic('KZ_FILE_TOO_LARGE', shown, message, { hint: 'split it into several files' })
}

export function sizeText(octets: number): string {
  return octets < MEBIBYTE ? `${(octets / 1_024).toFixed(1)} KiB` : `${(octets / MEBIBYTE).toFixed(1)} MiB`
}
