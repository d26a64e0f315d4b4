/**
 * Several zones that change together: drafts are collected, and one assignment to `current` makes the next state visible.
 * Queries read `current` once and so never see half a change.
 */
import type { NameKey } from '../wire/name.ts'
import { ZoneDraft } from './draft.ts'
import type { Steps } from './steps.ts'
import { SuffixTable } from './suffix-table.ts'
import type { Zone } from './zone.ts'

export class ZoneSet {
  current: SuffixTable<Zone>
  readonly #zones = new Map<NameKey, Zone>()
  readonly #drafts = new Map<NameKey, ZoneDraft>()
  readonly #clock: () => number

  /** `clock` gives Unix seconds, from which serials are made. */
  constructor(zones: readonly Zone[], clock: () => number) {
    for (const zone of zones) this.#zones.set(zone.origin, zone)
    this.current = new SuffixTable(this.#zones)
    this.#clock = clock
  }

  get zones(): readonly Zone[] {
    return [...this.#zones.values()]
  }

  /** What the next state of a zone of this set is drafted on. */
  draft(origin: NameKey): ZoneDraft {
    const known = this.#drafts.get(origin)
    if (known !== undefined) return known
    const zone = this.#zones.get(origin)
    if (zone === undefined) throw new Error('no such zone in this set')
    const draft = new ZoneDraft(zone)
    this.#drafts.set(origin, draft)
    return draft
  }

  /** Makes all drafts visible at once. Returns the zones that differ from before. */
  *commit(): Steps<readonly Zone[]> {
    const changed: Zone[] = []
    for (const [origin, draft] of this.#drafts) {
      const zone = yield* draft.commit((serial) => nextSerial(serial, this.#clock()))
      if (zone !== this.#zones.get(origin)) changed.push(zone)
    }
    this.#drafts.clear()
    for (const zone of changed) this.#zones.set(zone.origin, zone)
    if (changed.length > 0) this.current = new SuffixTable(this.#zones)
    return changed
  }
}

/** The time where it has passed the last serial, else one more: it always grows (RFC 1982 §3.1). */
function nextSerial(serial: number, now: number): number {
  const ahead = (now - serial) >>> 0
  return ahead > 0 && ahead < 2 ** 31 ? now >>> 0 : (serial + 1) >>> 0
}
