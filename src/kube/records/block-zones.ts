/**
 * All zones that one server block makes from an inventory, those of `kubernetes` and those of `k8s_external`,
 * and the zones that secondaries get. Queries read `current`; one assignment replaces it.
 */
import type { NameKey } from '../../wire/name.ts'
import { Serials } from '../../zone/serials.ts'
import type { Steps } from '../../zone/steps.ts'
import type { Zone } from '../../zone/zone.ts'
import type { ZoneHistory } from '../../zone/zone-history.ts'
import type { ClusterOptions } from './cluster-options.ts'
import { ClusterZones } from './cluster-zones.ts'
import { type ExternalOptions, ExternalZones } from './external-zones.ts'
import type { Inventory, InventoryChange } from '../inventory/inventory.ts'
import type { PodsByAddress } from '../inventory/pod-addresses.ts'
import type { ServedZones } from './served-zones.ts'
import { listedExternalZones, listedZones, TransferredZones } from './transferred-zones.ts'

export interface WantedZones {
  readonly cluster: ClusterOptions
  /** `null`: no `k8s_external`. */
  readonly external: ExternalOptions | null
  /** The zones among `zones` that secondaries get as CoreDNS lists them. */
  readonly listedOf: (zones: readonly NameKey[]) => readonly NameKey[]
  /** Whether the zones have histories, as transfers need them. */
  readonly hasHistories: boolean
}

/** The serials of both kinds of zones. Each kind has its own, as both may have a zone of the same name. */
export class BlockSerials {
  readonly cluster: Serials
  readonly external: Serials

  constructor(clock: () => number) {
    this.cluster = new Serials(clock)
    this.external = new Serials(clock)
  }
}

/** One state of the zones and pods that queries of a block read. It never changes. */
export interface BlockState {
  readonly cluster: ServedZones
  /** `null`: no `k8s_external`. */
  readonly external: ServedZones | null
  readonly pods: PodsByAddress
}

export class BlockZones {
  readonly #cluster: ClusterZones
  readonly #external: ExternalZones | null
  readonly #all: TransferredZones[]
  readonly #hasHistories: boolean
  #histories: readonly ZoneHistory[] = []
  #current: BlockState

  constructor(
    { cluster, external, listedOf, hasHistories }: WantedZones,
    inventory: Inventory,
    serials: BlockSerials,
    serverAddresses: readonly string[],
  ) {
    this.#hasHistories = hasHistories
    this.#cluster = new ClusterZones(cluster, inventory, serials.cluster)
    const listed = listedZones(listedOf(cluster.zones), cluster, inventory)
    this.#all = [new TransferredZones(this.#cluster, listed)]
    this.#external =
      external === null ? null : new ExternalZones(external, cluster, inventory, serials.external)
    if (external !== null && this.#external !== null) {
      const listedExternal = listedExternalZones(listedOf(external.zones), external, cluster, inventory)
      // If both kinds have a zone of the same name, this one answers queries, so secondaries get this one,
      // too.
      this.#all.unshift(new TransferredZones(this.#external, listedExternal))
    }
    for (const one of this.#all) one.setServerAddresses(serverAddresses)
    this.#current = this.#stateWith(inventory.podAddresses.current)
  }

  /** A query reads it once, so that all of its answer is of one state. */
  get current(): BlockState {
    return this.#current
  }

  /** The number of names in all zones. */
  get size(): number {
    return this.#all.flatMap(({ zones }) => zones).reduce((total, { nodes }) => total + nodes.size, 0)
  }

  /** Prepares the state after a change of the inventory; `null`: builds all records again. */
  *prepare(change: InventoryChange | null): Steps<void> {
    for (const one of this.#all) yield* one.prepare(change)
  }

  /**
   * Publishes the prepared state together with the pods of the same state. Returns the zones that changed.
   */
  publish(pods: PodsByAddress): readonly Zone[] {
    const changed = this.#all.flatMap((one) => one.publish())
    this.#current = this.#stateWith(pods)
    return changed
  }

  /** Adds the published changes to the histories of the zones. */
  tell(): void {
    for (const one of this.#all) one.tell()
  }

  #stateWith(pods: PodsByAddress): BlockState {
    return { cluster: this.#cluster.served, external: this.#external?.served ?? null, pods }
  }

  /**
   * Begins the histories, if the block transfers its zones. Only between two changes: the histories would
   * lack a change in progress.
   */
  begin(): void {
    if (this.#hasHistories) this.#histories = this.#all.flatMap((one) => [...one.begin().values()])
  }

  /** The histories of all zones, which record changes since `begin`. */
  get histories(): readonly ZoneHistory[] {
    return this.#histories
  }
}
