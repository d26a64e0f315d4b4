/**
 * Zones that change together. The set collects a draft of each changed zone, prepares the next state in
 * steps, and publishes it with one assignment to `current`. Code that publishes several sets does so without
 * a step between them.
 */
import { assert, present } from '../report/assert.ts'
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

/** A zone before and after a change. */
type Change = readonly [before: Zone, after: Zone]

/** The next state, which `publish` makes current. */
interface Prepared {
  readonly zones: ReadonlyMap<NameKey, Zone>
  readonly current: SuffixTable<Zone>
  readonly changes: readonly Change[]
}

export class ZoneSet {
  current: SuffixTable<Zone>
  /** The watcher of drafts that start after it is set; `null` if there is none. */
  watcher: ZoneWatcher | null = null
  #zones: ReadonlyMap<NameKey, Zone>
  readonly #drafts = new Map<NameKey, ZoneDraft>()
  readonly #touched = new Map<NameKey, Set<NameKey>>()
  readonly #serials: Serials
  #prepared: Prepared | null = null
  /** The changes of the last `publish`, until `tell` has called the watcher for them. */
  #changes: readonly Change[] = []

  constructor(zones: readonly Zone[], serials: Serials) {
    this.#zones = new Map(zones.map((zone) => [zone.origin, zone]))
    this.current = new SuffixTable(this.#zones)
    this.#serials = serials
  }

  get zones(): readonly Zone[] {
    return [...this.#zones.values()]
  }

  /** The draft of the next version of a zone in the set. */
  draft(origin: NameKey): ZoneDraft {
    assert(this.#prepared === null, 'a prepared state is published before the next draft')
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

  /** Prepares the next state of all drafts; `publish` publishes it. */
  *prepare(): Steps<void> {
    const zones = new Map(this.#zones)
    const changes: Change[] = []
    for (const [origin, draft] of this.#drafts) {
      const before = present(this.#zones.get(origin), 'a draft is of a zone in this set')
      const after = yield* draft.commit((serial) => this.#serials.next(origin, serial))
      if (after === before) continue
      zones.set(origin, after)
      changes.push([before, after])
    }
    this.#drafts.clear()
    if (changes.length > 0) this.#prepared = { zones, current: new SuffixTable(zones), changes }
    else this.#touched.clear()
  }

  /** Publishes the prepared state. Returns the zones that changed. */
  publish(): readonly Zone[] {
    if (this.#prepared === null) return []
    const { zones, current, changes } = this.#prepared
    this.#prepared = null
    this.#zones = zones
    this.current = current
    this.#changes = changes
    return changes.map(([, after]) => after)
  }

  /** Calls the watcher for each zone that the last `publish` changed. */
  tell(): void {
    for (const [before, after] of this.#changes) {
      const touched = this.#touched.get(after.origin)
      if (touched !== undefined) this.watcher?.(before, after, touched)
    }
    this.#changes = []
    this.#touched.clear()
  }
}
