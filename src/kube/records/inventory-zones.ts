/**
 * Zones that are made from an inventory and kept in step with it: what a change touches is built again, all else stays.
 * `current` is the one value that queries read; it is replaced as a whole.
 */
import type { Answer } from '../../wire/answer.ts'
import type { AnyName } from '../../wire/name.ts'
import type { Steps } from '../../zone/steps.ts'
import type { SuffixTable } from '../../zone/suffix-table.ts'
import type { Zone } from '../../zone/zone.ts'
import type { ZoneSet, ZoneWatcher } from '../../zone/zone-set.ts'
import type { Apex } from './apex.ts'
import type { Exposure, ShownChange } from './exposure.ts'
import type { InventoryChange } from '../inventory/inventory.ts'
import { ReverseClaims } from './reverse-claims.ts'
import { ServiceFailures } from './service-failures.ts'

export abstract class InventoryZones {
  protected readonly exposure: Exposure
  protected readonly zoneSet: ZoneSet
  protected readonly apex: Apex
  protected readonly reverse: ReverseClaims
  protected readonly failures = new ServiceFailures()

  /** `ttl` is that of PTR records. */
  constructor(exposure: Exposure, zoneSet: ZoneSet, apex: Apex, ttl: number) {
    this.exposure = exposure
    this.zoneSet = zoneSet
    this.apex = apex
    this.reverse = new ReverseClaims(ttl)
  }

  /** All zones by their origin, for queries: read it once for each. */
  get current(): SuffixTable<Zone> {
    return this.zoneSet.current
  }

  get zones(): readonly Zone[] {
    return this.zoneSet.zones
  }

  /** Who is told of what changes from now on. */
  set watcher(watcher: ZoneWatcher) {
    this.zoneSet.watcher = watcher
  }

  /** The addresses (octets) at which this server is reached. To be set before the first update. */
  setServerAddresses(addresses: readonly string[]): void {
    this.apex.setServerAddresses(addresses)
  }

  /** Follows a change of the inventory; `null`: look at everything. Returns the zones that changed. */
  *update(change: InventoryChange | null): Steps<readonly Zone[]> {
    yield* this.build(this.exposure.follow(change))
    yield* this.reverse.build(this.zoneSet)
    this.apex.build(this.zoneSet)
    const changed = yield* this.zoneSet.commit()
    this.failures.commit()
    return changed
  }

  /** What answers for a name that should have an address and has none, and for those below it; `null`: nothing does. */
  failureAt(name: AnyName): Answer | null {
    return this.failures.find(name)
  }

  /** Drafts forward zones, and says who claims which address. */
  protected abstract build(change: ShownChange): Steps<void>
}
