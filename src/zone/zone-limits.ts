/**
 * What a zone of a file or a primary may cost. A few octets can state many names: `$GENERATE` multiplies
 * records, and a name of 127 labels makes 126 others exist.
 */
import { RECORD_FIXED_OCTETS } from '../wire/constants.ts'
import type { Rdata } from '../wire/rdata.ts'
import type { ResourceRecord } from '../wire/section.ts'

const POINTER_OCTETS = 2

export const ZONE_LIMITS = {
  records: 1_000_000,
  /** Of all records, in wire form without compression. */
  octets: 128 * 1024 * 1024,
  /** Records of `$GENERATE` in one zone. */
  generated: 262_144,
  /** Names that exist, those without records included (RFC 4592 §2.2.2). */
  names: 1_000_000,
  /** RRsets of one name: an answer passes over those before its own. */
  types: 256,
  /** Of one RRset, as in an answer: no message holds more. */
  rrsetOctets: 65_535,
  /** The compiled zone: names, answers, and the addresses that answers carry. */
  memoryOctets: 256 * 1024 * 1024,
} as const

/** Counts the records of a zone while they are read. */
export class RecordMeter {
  #records = 0
  #octets = 0

  /** Counts one more record; returns what was expected if that is too much, else `null`. */
  take({ name, rdata }: ResourceRecord): string | null {
    this.#records++
    this.#octets += name.length + RECORD_FIXED_OCTETS + rdataLength(rdata)
    if (this.#records > ZONE_LIMITS.records) return `at most ${ZONE_LIMITS.records} records`
    return this.#octets > ZONE_LIMITS.octets ? `records of at most ${mebibytes(ZONE_LIMITS.octets)}` : null
  }
}

/** The octets of an RRset in an answer. Its owner names are pointers; names in its data count in full. */
export function rrsetOctets(records: readonly ResourceRecord[]): number {
  return records.reduce(
    (sum, { rdata }) => sum + POINTER_OCTETS + RECORD_FIXED_OCTETS + rdataLength(rdata),
    0,
  )
}

function rdataLength(rdata: Rdata): number {
  let octets = 0
  for (const part of rdata) octets += typeof part === 'string' ? part.length : part.name.length
  return octets
}

export function mebibytes(octets: number): string {
  return `${octets / 2 ** 20} MiB`
}
