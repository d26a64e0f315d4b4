/**
 * The objects of a source in each stage: as the files state them, as applied to a cluster, and as an
 * inventory. The stages change in steps, each by what the one before it has changed. A fault in between
 * leaves them different from each other: the state is then replaced by a new one.
 */

import type { AddressLock } from '../../kube/applied/address-lock.ts'
import { AppliedCluster } from '../../kube/applied/applied-cluster.ts'
import type { ApplyOptions } from '../../kube/applied/apply-options.ts'
import type { HostAddresses } from '../../kube/applied/service-addresses.ts'
import { Inventory, type InventoryChange } from '../../kube/inventory/inventory.ts'
import { Inspector } from '../../kube/lint/inspector.ts'
import { StandIns } from '../../kube/lint/stand-ins.ts'
import type { AskedName } from '../../kube/model/asked-name.ts'
import type { KubeObject } from '../../kube/model/objects.ts'
import type { ClusterFacts } from '../../kube/reasons/facts.ts'
import { type FileContent, ManifestSet, type SetChange } from '../../kube/stated/manifest-set.ts'
import type { Diagnostic } from '../../report/diagnostic.ts'
import type { Steps } from '../../zone/steps.ts'

/** What a change of files comes to. */
export interface StateChange {
  readonly stated: SetChange
  readonly shown: InventoryChange
}

export class SourceState {
  readonly inventory = new Inventory()
  readonly #manifests = new ManifestSet()
  readonly #inspector = new Inspector(this.#manifests, this.inventory)
  readonly #applied: AppliedCluster
  readonly #standIns: StandIns

  constructor(options: ApplyOptions, lock: AddressLock | null) {
    this.#applied = new AppliedCluster(options, lock)
    this.#standIns = new StandIns(options.runsOperators)
  }

  /** The number of objects. */
  get size(): number {
    return this.#manifests.size
  }

  /** The host names that overrides of cluster IPs name. */
  get hostnames(): ReadonlySet<string> {
    return this.#applied.hostnames
  }

  /** Those of changed services. */
  hostnamesOf({ transitions }: SetChange): readonly string[] {
    return this.#applied.hostnamesOf(transitions)
  }

  contents(): Iterable<FileContent> {
    return this.#manifests.contents()
  }

  get facts(): Omit<ClusterFacts, 'refusals' | 'unread'> {
    return {
      inventory: this.inventory,
      stated: () => this.#objects(),
      asked: () => this.#manifests.asked(),
      originOf: (key) => this.#applied.originOf(key),
    }
  }

  /** The objects of all files. */
  *#objects(): Iterable<KubeObject> {
    for (const { objects } of this.#manifests.contents()) yield* objects
  }

  contentOf(file: string): FileContent {
    return this.#manifests.contentOf(file)
  }

  /** The names that the objects ask for. */
  asked(): Iterable<AskedName> {
    return this.#manifests.asked()
  }

  /** Replaces the contents of files. `follow` must be next. */
  state(contents: readonly FileContent[]): Steps<SetChange> {
    return this.#manifests.apply(contents)
  }

  /** Brings the later stages up to date. `renewed` are the hosts whose addresses have changed. */
  *follow(stated: SetChange, hostAddresses: HostAddresses, renewed: ReadonlySet<string>): Steps<StateChange> {
    this.#standIns.follow(stated.transitions)
    const transitions = yield* this.#applied.follow(stated.transitions, hostAddresses, renewed)
    return { stated, shown: yield* this.inventory.follow(transitions, stated.residents) }
  }

  /**
   * The diagnostics about custom resources that stand for services which are not here, or are here in another
   * namespace. `hasFilesIn`: whether a folder, by its path relative to a folder above it, has files.
   * `namespace`: that of objects that state none.
   */
  standIns(hasFilesIn: (path: string) => boolean, namespace: string): Diagnostic[] {
    return this.#standIns.diagnose({ services: this.inventory.services, hasFilesIn, namespace })
  }

  /** The diagnostics of a change. A fault of theirs is given to `onFault`, and costs nothing else. */
  remarks({ stated, shown }: StateChange, onFault: (problem: unknown) => void): readonly Diagnostic[] {
    const found = this.#applied.takeDiagnostics()
    try {
      return [...found, ...this.#inspector.inspect(stated, shown)]
    } catch (problem) {
      onFault(problem)
      return found
    }
  }
}
