/**
 * A zone as secondaries see it: what it holds now, and how it came to that, as far back as there is room. They ask for all of
 * it, or for what has changed since a serial that they have (RFC 1995). Nothing is written to the disk: after a restart they
 * are given all of it once.
 */
import type { NameKey } from '../wire/name.ts'
import { rdataOctets } from '../wire/rdata.ts'
import type { ResourceRecord } from '../wire/section.ts'
import { isNewer } from './serials.ts'
import { recordsAt } from './zone-records.ts'
import { soaRecord, type Zone } from './zone.ts'

/** From one serial to the next. */
export interface ZoneDelta {
  readonly from: ZoneSerial
  readonly to: ZoneSerial
  readonly deleted: readonly ResourceRecord[]
  readonly added: readonly ResourceRecord[]
}

export interface ZoneSerial {
  readonly serial: number
  readonly soa: ResourceRecord
}

/** A zone whole. What it holds may be less than what is served; the SOA is the served zone's. */
export interface ZoneState extends ZoneSerial {
  readonly contents: Zone
}

/** A day of edits, a few a minute. */
const MAX_DELTAS = 1000
/** A record is some 200 octets of memory here. */
const MAX_RECORDS = 100_000
/** Comparing more names would keep queries waiting; secondaries get such a zone whole. */
const MAX_TOUCHED = 5000

export class ZoneHistory {
  readonly origin: NameKey
  #state: ZoneState
  #deltas: ZoneDelta[] = []
  #records = 0
  /** Of all serials that there have been. */
  #newest: number
  /** Secondaries may have another zone of this serial than we have, so that no change of it would fit. */
  #isAmbiguous = false
  readonly #watchers = new Set<() => void>()

  constructor(served: Zone, contents: Zone = served) {
    this.origin = served.origin
    this.#state = stateOf(served, contents)
    this.#newest = served.serial
  }

  get current(): ZoneState {
    return this.#state
  }

  /**
   * The zone is another from now on. They differ at the names that have been touched, at most. Where the serial is not newer,
   * secondaries will not come; those that do get it whole. `false`: that is so, and it is another.
   */
  advance(served: Zone, contents: Zone, touched: ReadonlySet<NameKey>): boolean {
    const before = this.#state
    this.#state = stateOf(served, contents)
    const { serial } = this.#state
    const isSame = serial === before.serial && touched.size <= MAX_TOUCHED
    if (isSame && sizeOf(difference(before.contents, contents, touched)) === 0) return true
    const wasAmbiguous = this.#isAmbiguous
    this.#isAmbiguous = !isNewer(serial, this.#newest)
    if (!this.#isAmbiguous) this.#newest = serial
    if (wasAmbiguous || touched.size > MAX_TOUCHED || !isNewer(serial, before.serial)) this.#forget()
    else this.#remember({ from: before, to: this.#state, ...difference(before.contents, contents, touched) })
    if (!isNewer(serial, before.serial)) return false
    for (const tell of this.#watchers) tell()
    return true
  }

  /** What has changed since, step by step; empty: nothing; `null`: that is too long ago, or was never. */
  since(serial: number): readonly ZoneDelta[] | null {
    if (serial === this.#state.serial) return []
    const start = this.#deltas.findIndex(({ from }) => from.serial === serial)
    return start === -1 ? null : this.#deltas.slice(start)
  }

  /** `tell` is called for each new serial; returns the end of that. */
  watch(tell: () => void): () => void {
    this.#watchers.add(tell)
    return () => void this.#watchers.delete(tell)
  }

  #remember(delta: ZoneDelta): void {
    // The serials alone: a delta is not to keep a whole zone.
    const [from, to] = [serialOf(delta.from), serialOf(delta.to)]
    this.#deltas.push({ ...delta, from, to })
    this.#records += sizeOf(delta)
    while (this.#deltas.length > MAX_DELTAS || this.#records > MAX_RECORDS) {
      const oldest = this.#deltas.shift()
      this.#records -= oldest === undefined ? 0 : sizeOf(oldest)
    }
  }

  #forget(): void {
    this.#deltas = []
    this.#records = 0
  }
}

export function sizeOf({ deleted, added }: Pick<ZoneDelta, 'deleted' | 'added'>): number {
  return deleted.length + added.length
}

function stateOf(served: Zone, contents: Zone): ZoneState {
  return { serial: served.serial, soa: soaRecord(served), contents }
}

function serialOf({ serial, soa }: ZoneSerial): ZoneSerial {
  return { serial, soa }
}

function difference(
  before: Zone,
  after: Zone,
  touched: Iterable<NameKey>,
): Pick<ZoneDelta, 'deleted' | 'added'> {
  const deleted: ResourceRecord[] = []
  const added: ResourceRecord[] = []
  for (const name of touched) {
    const old = new Map(recordsAt(before, name).map((one) => [identity(one), one]))
    for (const one of recordsAt(after, name)) if (!old.delete(identity(one))) added.push(one)
    deleted.push(...old.values())
  }
  return { deleted, added }
}

/** Equal for equal records at one name. RFC 1995 §2 has a record with another TTL deleted and added. */
function identity({ type, ttl, rdata }: ResourceRecord): string {
  return `${type} ${ttl} ${rdataOctets(rdata)}`
}
