/**
 * Zones that are made from an inventory and kept in step with it: what a change touches is built again, all else stays.
 * The next state is prepared in steps beside the one that is served, and published at once.
 */
import type { Steps } from '../../zone/steps.ts'
import type { Zone } from '../../zone/zone.ts'
import type { ZoneSet, ZoneWatcher } from '../../zone/zone-set.ts'
import type { Apex } from './apex.ts'
import type { Exposure, ShownChange } from './exposure.ts'
import type { InventoryChange } from '../inventory/inventory.ts'
import { ReverseClaims } from './reverse-claims.ts'
import { ServedZones } from './served-zones.ts'
import { ServiceFailures } from './service-failures.ts'

export abstract class InventoryZones {
  protected readonly exposure: Exposure
  protected readonly zoneSet: ZoneSet
  protected readonly apex: Apex
  protected readonly reverse: ReverseClaims
  protected readonly failures = new ServiceFailures()
  #served: ServedZones

  /** `ttl` is that of PTR records. */
  constructor(exposure: Exposure, zoneSet: ZoneSet, apex: Apex, ttl: number) {
    this.exposure = exposure
    this.zoneSet = zoneSet
    this.apex = apex
    this.reverse = new ReverseClaims(ttl)
    this.#served = new ServedZones(zoneSet.current, null)
  }

  /** What has been published last. */
  get served(): ServedZones {
    return this.#served
  }

  get zones(): readonly Zone[] {
    return this.zoneSet.zones
  }

  /** Who is told of what changes from now on. */
  set watcher(watcher: ZoneWatcher) {
    this.zoneSet.watcher = watcher
  }

  /** The addresses (octets) at which this server is reached. To be set before the first `prepare`. */
  setServerAddresses(addresses: readonly string[]): void {
    this.apex.setServerAddresses(addresses)
  }

  /** Makes the state that follows from a change of the inventory; `null`: look at everything. */
  *prepare(change: InventoryChange | null): Steps<void> {
    yield* this.build(this.exposure.follow(change))
    yield* this.reverse.build(this.zoneSet)
    this.apex.build(this.zoneSet)
    yield* this.zoneSet.prepare()
  }

  /** Serves what has been prepared. Returns the zones that changed. */
  publish(): readonly Zone[] {
    const changed = this.zoneSet.publish()
    const failing = this.failures.state
    if (changed.length > 0 || failing !== this.#served.failing) {
      this.#served = new ServedZones(this.zoneSet.current, failing)
    }
    return changed
  }

  /** Tells the watcher of what has been published. */
  tell(): void {
    this.zoneSet.tell()
  }

  /** Drafts forward zones, and says who claims which address. */
  protected abstract build(change: ShownChange): Steps<void>
}
