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

/** Items between two flushes: few enough that what they say is gone before V8 takes it for something lasting. */
const FLUSH_INTERVAL = 10

/** Is told of a zone that has become another; `touched` names all at which they may differ. */
export type ZoneWatcher = (before: Zone, after: Zone, touched: ReadonlySet<NameKey>) => void

export class ZoneSet {
  current: SuffixTable<Zone>
  /** Of changes whose first draft is made from now on. */
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

  /** What the next state of a zone of this set is drafted on. */
  draft(origin: NameKey): ZoneDraft {
    const known = this.#drafts.get(origin)
    if (known !== undefined) return known
    const zone = this.#zones.get(origin)
    if (zone === undefined) throw new Error('no such zone in this set')
    const touched = this.watcher === null ? null : new Set<NameKey>()
    if (touched !== null) this.#touched.set(origin, touched)
    const draft = new ZoneDraft(zone, touched)
    this.#drafts.set(origin, draft)
    return draft
  }

  /** Long work on the drafts item by item; now and then they take in what has come together. */
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

  /** Makes all drafts visible at once. Returns the zones that differ from before. */
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
