/**
 * Reads one manifest: its octets with the sign of exactly that file, or a diagnostic. The sign is taken again
 * after reading, which detects a write during the reading.
 */
import { fstatSync, readSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { type Diagnostic, diagnostic } from '../report/diagnostic.ts'
import { isAbsent, reasonOf } from '../report/system-error.ts'
import { type FileSign, signOf } from './file-stat.ts'
import { type OpenFile, READ_FLAGS, type Refusal, withRegularFile } from './regular-file.ts'

export type Reading =
  /** `isSettled` is false if the file changed while it was read, so the octets may be half old, half new. */
  | {
      readonly kind: 'read'
      readonly octets: Uint8Array
      readonly sign: FileSign
      readonly isSettled: boolean
    }
  | { readonly kind: 'refused'; readonly diagnostic: Diagnostic; readonly sign: FileSign | null }
  | { readonly kind: 'gone' }

/**
 * Up to this size a synchronous read is quicker than a trip through the thread pool, and does not delay
 * answers.
 */
const SMALL_OCTETS = 256 * 1024

const MEBIBYTE = 1_048_576

export async function readManifestFile(path: string, shown: string, maxOctets: number): Promise<Reading> {
  try {
    return await withRegularFile<Reading | Promise<Reading>>(
      path,
      maxOctets,
      (file) => (file.size > SMALL_OCTETS ? readLarge(path, file) : readSmall(file)),
      (refusal, stats) => refused(refusal, signOf(stats), shown, maxOctets),
    )
  } catch (error) {
    if (isAbsent(error)) return { kind: 'gone' }
    const message = `cannot be read: ${reasonOf(error)}`
    return { kind: 'refused', diagnostic: diagnostic('KZ_FILE_UNREADABLE', shown, message), sign: null }
  }
}

function refused(refusal: Refusal, sign: FileSign, shown: string, maxOctets: number): Reading {
  if (refusal.kind === 'large') {
    return { kind: 'refused', diagnostic: tooLarge(shown, refusal.size, maxOctets), sign }
  }
  const message = 'not read: neither a regular file nor a folder'
  return { kind: 'refused', diagnostic: diagnostic('KZ_FILE_UNREADABLE', shown, message), sign }
}

function readSmall({ descriptor, size, stats }: OpenFile): Reading {
  const buffer = Buffer.allocUnsafe(size)
  let filled = 0
  while (filled < size) {
    const count = readSync(descriptor, buffer, filled, size - filled, filled)
    if (count === 0) break
    filled += count
  }
  const sign = signOf(fstatSync(descriptor, { bigint: true }))
  return {
    kind: 'read',
    octets: buffer.subarray(0, filled),
    sign,
    isSettled: sign.text === signOf(stats).text,
  }
}

/** Reads in the thread pool, so that queries are answered meanwhile. */
async function readLarge(path: string, { size, stats }: OpenFile): Promise<Reading> {
  const handle = await open(path, READ_FLAGS)
  try {
    // A buffer of its own, not a slice of Node's pool: it is transferred to the parser's worker.
    const buffer = Buffer.allocUnsafeSlow(size)
    let filled = 0
    while (filled < size) {
      const { bytesRead } = await handle.read(buffer, filled, size - filled, filled)
      if (bytesRead === 0) break
      filled += bytesRead
    }
    const after = signOf(await handle.stat({ bigint: true }))
    const isSettled = after.text === signOf(stats).text && filled === size
    return { kind: 'read', octets: buffer.subarray(0, filled), sign: after, isSettled }
  } finally {
    await handle.close()
  }
}

function tooLarge(shown: string, octets: number, maxOctets: number): Diagnostic {
  const message = `not read: ${sizeText(octets)}, and the limit is ${sizeText(maxOctets)}`
  return diagnostic('KZ_FILE_TOO_LARGE', shown, message, { hint: 'split it into several files' })
}

export function sizeText(octets: number): string {
  return octets < MEBIBYTE ? `${(octets / 1_024).toFixed(1)} KiB` : `${(octets / MEBIBYTE).toFixed(1)} MiB`
}
