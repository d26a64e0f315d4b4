/**
 * All zones that one server block makes from an inventory, those of `kubernetes` and those of `k8s_external`,
 * and the zones that secondaries get. Queries read `current`; one assignment replaces it.
 */
import { present } from '../../report/assert.ts'
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

/** The zones of one inventory. */
interface MadeZones {
  readonly cluster: ClusterZones
  readonly external: ExternalZones | null
  readonly all: readonly TransferredZones[]
}

export class BlockZones {
  readonly #wanted: WantedZones
  readonly #serials: BlockSerials
  readonly #serverAddresses: readonly string[]
  #made: MadeZones
  #histories: readonly ZoneHistory[] = []
  #current: BlockState

  constructor(
    wanted: WantedZones,
    inventory: Inventory,
    serials: BlockSerials,
    serverAddresses: readonly string[],
  ) {
    this.#wanted = wanted
    this.#serials = serials
    this.#serverAddresses = serverAddresses
    this.#made = this.#make(inventory)
    this.#current = this.#stateWith(inventory.podAddresses.current)
  }

  #make(inventory: Inventory): MadeZones {
    const { cluster, external, listedOf } = this.#wanted
    const own = new ClusterZones(cluster, inventory, this.#serials.cluster)
    const all = [new TransferredZones(own, listedZones(listedOf(cluster.zones), cluster, inventory))]
    const outside =
      external === null ? null : new ExternalZones(external, cluster, inventory, this.#serials.external)
    if (external !== null && outside !== null) {
      const listed = listedExternalZones(listedOf(external.zones), external, cluster, inventory)
      // If both kinds have a zone of the same name, this one answers queries, so secondaries get this one,
      // too.
      all.unshift(new TransferredZones(outside, listed))
    }
    for (const one of all) one.setServerAddresses(this.#serverAddresses)
    return { cluster: own, external: outside, all }
  }

  /**
   * Drops everything that is prepared or staged, and takes the records from another inventory. The published
   * state stays in force until `prepare(null)` and `publish`.
   */
  restart(inventory: Inventory): void {
    const before = this.#made
    this.#made = this.#make(inventory)
    if (!this.#wanted.hasHistories) return
    for (const [i, one] of this.#made.all.entries()) {
      one.adopt(present(before.all[i], 'the zones are of the same kinds as before'))
    }
  }

  /** A query reads it once, so that all of its answer is of one state. */
  get current(): BlockState {
    return this.#current
  }

  /** The zones in force. */
  get zones(): readonly Zone[] {
    return this.#made.all.flatMap(({ zones }) => zones)
  }

  /** The number of names in all zones. */
  get size(): number {
    return this.zones.reduce((total, { nodes }) => total + nodes.size, 0)
  }

  /** Prepares the state after a change of the inventory; `null`: builds all records again. */
  *prepare(change: InventoryChange | null): Steps<void> {
    for (const one of this.#made.all) yield* one.prepare(change)
  }

  /**
   * Publishes the prepared state together with the pods of the same state. Returns the zones that changed.
   */
  publish(pods: PodsByAddress): readonly Zone[] {
    const changed = this.#made.all.flatMap((one) => one.publish())
    this.#current = this.#stateWith(pods)
    return changed
  }

  /** Adds the published changes to the histories of the zones. */
  tell(): void {
    for (const one of this.#made.all) one.tell()
  }

  #stateWith(pods: PodsByAddress): BlockState {
    const { cluster, external } = this.#made
    return { cluster: cluster.served, external: external?.served ?? null, pods }
  }

  /**
   * Begins the histories, if the block transfers its zones. Only between two changes: the histories would
   * lack a change in progress.
   */
  begin(): void {
    if (this.#wanted.hasHistories)
      this.#histories = this.#made.all.flatMap((one) => [...one.begin().values()])
  }

  /** The histories of all zones, which record changes since `begin`. */
  get histories(): readonly ZoneHistory[] {
    return this.#histories
  }
}
