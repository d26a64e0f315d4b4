/**
 * Zones that are made from an inventory and follow its changes. A change builds only the records that it
 * touches. The next state is prepared in steps beside the served state, and published at once.
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

  /** `ttl` is the TTL of PTR records. */
  constructor(exposure: Exposure, zoneSet: ZoneSet, apex: Apex, ttl: number) {
    this.exposure = exposure
    this.zoneSet = zoneSet
    this.apex = apex
    this.reverse = new ReverseClaims(ttl)
    this.#served = new ServedZones(zoneSet.current, null)
  }

  /** The last published state. */
  get served(): ServedZones {
    return this.#served
  }

  get zones(): readonly Zone[] {
    return this.zoneSet.zones
  }

  /** The watcher that `tell` calls with the changes from now on. */
  set watcher(watcher: ZoneWatcher) {
    this.zoneSet.watcher = watcher
  }

  /** Sets the addresses (octets) at which clients reach this server; must precede the first `prepare`. */
  setServerAddresses(addresses: readonly string[]): void {
    this.apex.setServerAddresses(addresses)
  }

  /** Prepares the state after a change of the inventory; `null`: builds all records again. */
  *prepare(change: InventoryChange | null): Steps<void> {
    yield* this.build(this.exposure.follow(change))
    yield* this.reverse.build(this.zoneSet)
    this.apex.build(this.zoneSet)
    yield* this.zoneSet.prepare()
  }

  /** Publishes the prepared state. Returns the zones that changed. */
  publish(): readonly Zone[] {
    const changed = this.zoneSet.publish()
    const failing = this.failures.state
    if (changed.length > 0 || failing !== this.#served.failing) {
      this.#served = new ServedZones(this.zoneSet.current, failing)
    }
    return changed
  }

  /** Calls the watcher with the published changes. */
  tell(): void {
    this.zoneSet.tell()
  }

  /** Builds the drafts of forward zones, and sets the claims to reverse names. */
  protected abstract build(change: ShownChange): Steps<void>
}
