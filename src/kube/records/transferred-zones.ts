/**
 * The zones of a cluster that secondaries get: as served, or as CoreDNS lists them, with the history of each
 * zone. `tell` handles the listed zones first, so that the history of a serial has the changes of that
 * serial.
 */
import type { NameKey } from '../../wire/name.ts'
import { Serials } from '../../zone/serials.ts'
import type { Steps } from '../../zone/steps.ts'
import type { Zone } from '../../zone/zone.ts'
import { ZoneHistory } from '../../zone/zone-history.ts'
import { type ClusterOptions, isReverseZone } from './cluster-options.ts'
import { ClusterZones } from './cluster-zones.ts'
import { type ExternalOptions, ExternalZones } from './external-zones.ts'
import type { Inventory, InventoryChange } from '../inventory/inventory.ts'
import type { InventoryZones } from './inventory-zones.ts'

export class TransferredZones {
  readonly #served: InventoryZones
  readonly #listed: InventoryZones | null
  #histories = new Map<NameKey, ZoneHistory>()
  /** Whether the histories have another set of zones as their last version. */
  #isAdopted = false
  /** For each listed zone, the names that have changed since its history last advanced. */
  readonly #touched = new Map<NameKey, Set<NameKey>>()

  constructor(served: InventoryZones, listed: InventoryZones | null) {
    this.#served = served
    this.#listed = listed
  }

  get zones(): readonly Zone[] {
    return this.#served.zones
  }

  setServerAddresses(addresses: readonly string[]): void {
    this.#served.setServerAddresses(addresses)
    this.#listed?.setServerAddresses(addresses)
  }

  /** Like `InventoryZones.prepare`, for the listed zones and the served zones. */
  *prepare(change: InventoryChange | null): Steps<void> {
    if (this.#listed !== null) yield* this.#listed.prepare(change)
    yield* this.#served.prepare(change)
  }

  /** Publishes the prepared states. Returns the served zones that changed. */
  publish(): readonly Zone[] {
    this.#listed?.publish()
    return this.#served.publish()
  }

  /** Adds the published changes to the histories. */
  tell(): void {
    this.#listed?.tell()
    this.#served.tell()
    if (!this.#isAdopted) return
    this.#isAdopted = false
    for (const zone of this.zones) {
      this.#histories.get(zone.origin)?.advance(zone, zoneOf(this.#listed, zone.origin) ?? zone, null)
    }
    this.#watch()
  }

  /** Begins a history of each zone with its present state. */
  begin(): ReadonlyMap<NameKey, ZoneHistory> {
    for (const zone of this.zones) {
      this.#histories.set(zone.origin, new ZoneHistory(zone, zoneOf(this.#listed, zone.origin) ?? zone))
    }
    this.#watch()
    return this.#histories
  }

  /** Goes on with the histories of the same zones of another inventory. */
  adopt(before: TransferredZones): void {
    this.#histories = before.#histories
    this.#isAdopted = true
  }

  #watch(): void {
    if (this.#listed !== null) {
      this.#listed.watcher = (_before, { origin }, touched) => {
        const earlier = this.#touched.get(origin)
        if (earlier === undefined) this.#touched.set(origin, new Set(touched))
        else for (const name of touched) earlier.add(name)
      }
    }
    this.#served.watcher = (_before, after, touched) => {
      const { origin } = after
      const listed = zoneOf(this.#listed, origin)
      const names = listed === null ? touched : (this.#touched.get(origin) ?? new Set())
      this.#touched.delete(origin)
      this.#histories.get(origin)?.advance(after, listed ?? after, names)
    }
  }
}

/**
 * The forward zones among `origins` as CoreDNS lists them; `null` without any. Reverse zones are listed as
 * served.
 */
export function listedZones(
  origins: readonly NameKey[],
  options: ClusterOptions,
  inventory: Inventory,
): ClusterZones | null {
  const zones = origins.filter((origin) => !isReverseZone(origin))
  if (zones.length === 0) return null
  // Secondaries get the serials of the served zones.
  const serials = new Serials(() => 0)
  return new ClusterZones({ ...options, zones, pods: 'disabled' }, inventory, serials, 'listed')
}

/** The same of `k8s_external`: CoreDNS lists no A and AAAA records at the names of ports. */
export function listedExternalZones(
  origins: readonly NameKey[],
  options: ExternalOptions,
  cluster: ClusterOptions,
  inventory: Inventory,
): ExternalZones | null {
  const zones = origins.filter((origin) => !isReverseZone(origin))
  if (zones.length === 0) return null
  const shown = { ...cluster, strict: true }
  return new ExternalZones({ ...options, zones }, shown, inventory, new Serials(() => 0))
}

function zoneOf(zones: InventoryZones | null, origin: NameKey): Zone | null {
  return zones?.zones.find((zone) => zone.origin === origin) ?? null
}
