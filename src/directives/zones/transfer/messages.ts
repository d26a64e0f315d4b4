/**
 * The messages of zone transfers: the whole zone (RFC 5936 §2.2) or its changes (RFC 1995 §4). Each message
 * is made when the transport asks for it.
 */
import { type Answer, EMPTY_ANSWER } from '../../../wire/answer.ts'
import { encodeSection } from '../../../wire/encode.ts'
import { FLAG, RECORD_FIXED_OCTETS } from '../../../wire/constants.ts'
import type { NameKey } from '../../../wire/name.ts'
import type { ResourceRecord } from '../../../wire/section.ts'
import { isNewer } from '../../../zone/serials.ts'
import { sizeOf, type ZoneDelta, type ZoneHistory, type ZoneState } from '../../../zone/zone-history.ts'
import { recordsOf } from '../../../zone/zone-records.ts'

/** The size of one message, which takes a few milliseconds to make. */
const MESSAGE_OCTETS = 32 * 1024

/** The zone, its SOA first and last. */
export function* wholeZone({ soa, contents }: ZoneState): IterableIterator<ResourceRecord> {
  yield soa
  yield* recordsOf(contents)
  yield soa
}

/**
 * The changes since a serial: the SOA alone if the serial is current or newer; the whole zone if it is
 * shorter than the changes, or if the history does not reach back to the serial.
 */
export function changesSince(
  history: ZoneHistory,
  serial: number,
): { readonly isWhole: boolean; readonly records: Iterable<ResourceRecord> } {
  const { current } = history
  if (serial === current.serial || isNewer(serial, current.serial)) {
    return { isWhole: false, records: [current.soa] }
  }
  const deltas = history.since(serial)
  const size = deltas?.reduce((sum, delta) => sum + sizeOf(delta) + 2, 0) ?? Infinity
  if (deltas === null || size > current.contents.nodes.size) {
    return { isWhole: true, records: wholeZone(current) }
  }
  return { isWhole: false, records: steps(current.soa, deltas) }
}

function* steps(soa: ResourceRecord, deltas: readonly ZoneDelta[]): IterableIterator<ResourceRecord> {
  yield soa
  for (const { from, to, deleted, added } of deltas) {
    yield from.soa
    yield* deleted
    yield to.soa
    yield* added
  }
  yield soa
}

/** Packs records into messages. Calls `done` with the number of records before it yields the last message. */
export function* messagesOf(
  records: Iterable<ResourceRecord>,
  origin: NameKey,
  done: (count: number) => void,
): Generator<Answer, undefined> {
  let batch: ResourceRecord[] = []
  let octets = 0
  let count = 0
  for (const one of records) {
    const size = octetsOf(one)
    if (octets > 0 && octets + size > MESSAGE_OCTETS) {
      // While the transport waits for a slow client, the generator holds its place in the zone, but no
      // records.
      const message = messageOf(batch, origin)
      batch = []
      octets = 0
      yield message
    }
    batch.push(one)
    octets += size
    count++
  }
  done(count)
  yield messageOf(batch, origin)
}

function messageOf(records: readonly ResourceRecord[], origin: NameKey): Answer {
  return { ...EMPTY_ANSWER, flags: FLAG.AA, answer: encodeSection(records, origin, origin) }
}

/** An upper bound: the size without name compression. */
function octetsOf({ name, rdata }: ResourceRecord): number {
  const data = rdata.reduce(
    (sum, part) => sum + (typeof part === 'string' ? part.length : part.name.length),
    0,
  )
  return name.length + RECORD_FIXED_OCTETS + data
}
