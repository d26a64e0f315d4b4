/**
 * Zones that change together. The set collects a draft of each changed zone, and one assignment to `current`
 * publishes them all. A query reads `current` once, so it never sees a part of a change.
 */
import type { NameKey } from '../wire/name.ts'
import { ZoneDraft } from './draft.ts'
import type { Serials } from './serials.ts'
import type { Steps } from './steps.ts'
import { SuffixTable } from './suffix-table.ts'
import type { Zone } from './zone.ts'

/**
 * The number of items between two flushes: few enough that V8 frees their records in the young generation.
 */
const FLUSH_INTERVAL = 10

/** Called for each changed zone; `before` and `after` differ at most at the names in `touched`. */
export type ZoneWatcher = (before: Zone, after: Zone, touched: ReadonlySet<NameKey>) => void

export class ZoneSet {
  current: SuffixTable<Zone>
  /** The watcher of drafts that start after it is set; `null` if there is none. */
  watcher: ZoneWatcher | null = null
  readonly #zones = new Map<NameKey, Zone>()
  readonly #drafts = new Map<NameKey, ZoneDraft>()
  readonly #touched = new Map<NameKey, Set<NameKey>>()
  readonly #serials: Serials

  constructor(zones: readonly Zone[], serials: Serials) {
    for (const zone of zones) this.#zones.set(zone.origin, zone)
    this.current = new SuffixTable(this.#zones)
    this.#serials = serials
  }

  get zones(): readonly Zone[] {
    return [...this.#zones.values()]
  }

  /** The draft of the next version of a zone in the set. */
  draft(origin: NameKey): ZoneDraft {
    const known = this.#drafts.get(origin)
    if (known !== undefined) return known
    const zone = this.#zones.get(origin)
    if (zone === undefined) throw new Error('the set has no zone with this origin')
    const touched = this.watcher === null ? null : new Set<NameKey>()
    if (touched !== null) this.#touched.set(origin, touched)
    const draft = new ZoneDraft(zone, touched)
    this.#drafts.set(origin, draft)
    return draft
  }

  /**
   * Runs `work`, which changes drafts, for each item, and flushes the drafts after every `FLUSH_INTERVAL`
   * items.
   */
  *draftEach<Item>(items: Iterable<Item>, work: (item: Item) => void): Steps<void> {
    let sinceFlush = 0
    for (const item of items) {
      yield
      work(item)
      if (++sinceFlush < FLUSH_INTERVAL) continue
      sinceFlush = 0
      for (const draft of this.#drafts.values()) yield* draft.flush()
    }
  }

  /** Publishes all drafts at once. Returns the zones that changed. */
  *commit(): Steps<readonly Zone[]> {
    const changed: (readonly [Zone, Zone])[] = []
    for (const [origin, draft] of this.#drafts) {
      const before = this.#zones.get(origin)
      const after = yield* draft.commit((serial) => this.#serials.next(origin, serial))
      if (before !== undefined && after !== before) changed.push([before, after])
    }
    this.#drafts.clear()
    for (const [, zone] of changed) this.#zones.set(zone.origin, zone)
    if (changed.length > 0) this.current = new SuffixTable(this.#zones)
    for (const [before, after] of changed) {
      const touched = this.#touched.get(after.origin)
      if (touched !== undefined) this.watcher?.(before, after, touched)
    }
    this.#touched.clear()
    return changed.map(([, zone]) => zone)
  }
}
