/**
 * Several zones that change together: drafts are collected, the next state is prepared in steps, and one assignment to
 * `current` publishes it. Who publishes several sets does so without a pause between them.
 */
import { assert, present } from '../report/assert.ts'
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

/** A zone before and after. */
type Change = readonly [before: Zone, after: Zone]

/** The next state. */
interface Prepared {
  readonly zones: ReadonlyMap<NameKey, Zone>
  readonly current: SuffixTable<Zone>
  readonly changes: readonly Change[]
}

export class ZoneSet {
  current: SuffixTable<Zone>
  /** Of changes whose first draft is made from now on. */
  watcher: ZoneWatcher | null = null
  #zones: ReadonlyMap<NameKey, Zone>
  readonly #drafts = new Map<NameKey, ZoneDraft>()
  readonly #touched = new Map<NameKey, Set<NameKey>>()
  readonly #serials: Serials
  #prepared: Prepared | null = null
  /** What the last `publish` has changed, until the watcher is told. */
  #changes: readonly Change[] = []

  constructor(zones: readonly Zone[], serials: Serials) {
    this.#zones = new Map(zones.map((zone) => [zone.origin, zone]))
    this.current = new SuffixTable(this.#zones)
    this.#serials = serials
  }

  get zones(): readonly Zone[] {
    return [...this.#zones.values()]
  }

  /** What the next state of a zone of this set is drafted on. */
  draft(origin: NameKey): ZoneDraft {
    assert(this.#prepared === null, 'what has been prepared is published before the next draft')
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

  /** Makes the next state of all drafts; `publish` makes it visible. */
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

  /** Makes what has been prepared visible. Returns the zones that differ from before. */
  publish(): readonly Zone[] {
    if (this.#prepared === null) return []
    const { zones, current, changes } = this.#prepared
    this.#prepared = null
    this.#zones = zones
    this.current = current
    this.#changes = changes
    return changes.map(([, after]) => after)
  }

  /** Tells the watcher of what the last `publish` has changed. */
  tell(): void {
    for (const [before, after] of this.#changes) {
      const touched = this.#touched.get(after.origin)
      if (touched !== undefined) this.watcher?.(before, after, touched)
    }
    this.#changes = []
    this.#touched.clear()
  }
}
