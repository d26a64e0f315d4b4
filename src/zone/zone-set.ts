/**
 * Several zones that change together: drafts are collected, and one assignment to `current` makes the next state visible.
 * Queries read `current` once and so never see half a change.
 */
import type { NameKey } from '../wire/name.ts'
import { ZoneDraft } from './draft.ts'
import type { Serials } from './serials.ts'
import type { Steps } from './steps.ts'
import { SuffixTable } from './suffix-table.ts'
import type { Zone } from './zone.ts'

export class ZoneSet {
  current: SuffixTable<Zone>
  readonly #zones = new Map<NameKey, Zone>()
  readonly #drafts = new Map<NameKey, ZoneDraft>()
  readonly #serials: Serials

  constructor(zones: readonly Zone[], serials: Serials) {
    for (const zone of zones) this.#zones.set(zone.origin, zone)
    this.current = new SuffixTable(this.#zones)
    this.#serials = serials
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

  /** Lets all drafts take in what they have been told. */
  *flush(): Steps<void> {
    for (const draft of this.#drafts.values()) yield* draft.flush()
  }

  /** Makes all drafts visible at once. Returns the zones that differ from before. */
  *commit(): Steps<readonly Zone[]> {
    const changed: Zone[] = []
    for (const [origin, draft] of this.#drafts) {
      const zone = yield* draft.commit((serial) => this.#serials.next(origin, serial))
      if (zone !== this.#zones.get(origin)) changed.push(zone)
    }
    this.#drafts.clear()
    for (const zone of changed) this.#zones.set(zone.origin, zone)
    if (changed.length > 0) this.current = new SuffixTable(this.#zones)
    return changed
  }
}
