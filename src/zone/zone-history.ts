/**
 * The versions of a zone for secondaries: the current contents, and the latest changes up to a limit. A
 * secondary requests the whole zone (AXFR) or the changes since its serial (IXFR, RFC 1995). The history is
 * in memory only: after a restart each secondary gets the whole zone once.
 */
import type { NameKey } from '../wire/name.ts'
import { rdataOctets } from '../wire/rdata.ts'
import type { ResourceRecord } from '../wire/section.ts'
import { isNewer } from './serials.ts'
import { recordsAt } from './zone-records.ts'
import { soaRecord, type Zone } from './zone.ts'

/** The changes from one serial to the next. */
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

/**
 * One version of a zone. `contents` may hold fewer records than the served zone; the SOA is the served
 * zone's.
 */
export interface ZoneState extends ZoneSerial {
  readonly contents: Zone
}

/** Covers a day with an edit every minute or two. */
const MAX_DELTAS = 1000
/** A record takes some 200 octets of memory, so the limit is about 20 MB. */
const MAX_RECORDS = 100_000
/** A comparison of more names would delay queries, so secondaries get the whole zone instead. */
export const MAX_TOUCHED = 5000

export class ZoneHistory {
  readonly origin: NameKey
  #state: ZoneState
  #deltas: ZoneDelta[] = []
  #records = 0
  /** The newest of all serials so far. */
  #newest: number
  /**
   * Whether this serial was used before: a secondary may hold other contents of it, to which no change would
   * fit.
   */
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
   * Replaces the current version. The versions differ at most at the names in `touched`; `null`: at any name,
   * and secondaries get the whole zone. Returns `false` if the contents changed but the serial is not newer:
   * secondaries do not notice that change, and a later request gets the whole zone.
   */
  advance(served: Zone, contents: Zone, touched: ReadonlySet<NameKey> | null): boolean {
    const before = this.#state
    this.#state = stateOf(served, contents)
    const { serial } = this.#state
    const few = touched === null || touched.size > MAX_TOUCHED ? null : touched
    const isSame = serial === before.serial && few !== null
    if (isSame && sizeOf(difference(before.contents, contents, few)) === 0) return true
    const wasAmbiguous = this.#isAmbiguous
    this.#isAmbiguous = !isNewer(serial, this.#newest)
    if (!this.#isAmbiguous) this.#newest = serial
    if (wasAmbiguous || few === null || !isNewer(serial, before.serial)) this.#forget()
    else this.#remember({ from: before, to: this.#state, ...difference(before.contents, contents, few) })
    if (!isNewer(serial, before.serial)) return false
    for (const listener of this.#watchers) listener()
    return true
  }

  /**
   * The changes since a serial, oldest first; empty for the current serial; `null` for a serial not in the
   * history.
   */
  since(serial: number): readonly ZoneDelta[] | null {
    if (serial === this.#state.serial) return []
    const start = this.#deltas.findIndex(({ from }) => from.serial === serial)
    return start === -1 ? null : this.#deltas.slice(start)
  }

  /** Calls `listener` for each new serial, until the returned function is called. */
  watch(listener: () => void): () => void {
    this.#watchers.add(listener)
    return () => void this.#watchers.delete(listener)
  }

  #remember(delta: ZoneDelta): void {
    // The copies drop `contents`, so that a delta does not keep a whole zone in memory.
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

/** A key for records of one name. RFC 1995 §2: a record whose TTL changes is deleted and added. */
function identity({ type, ttl, rdata }: ResourceRecord): string {
  return `${type} ${ttl} ${rdataOctets(rdata)}`
}
