/**
 * Filters an inventory by the options of a `kubernetes` directive: a namespace, service or endpoint that
 * passes is exposed, and has records. Each `InventoryZones` has its own instance, which keeps the set of
 * exposed namespaces.
 */
import { endpointSources } from '../inventory/endpoint-sources.ts'
import type { ClusterOptions } from './cluster-options.ts'
import { addressesOfPods, addressesOfSlices, type ReadyAddress } from './endpoints.ts'
import type { Inventory, InventoryChange } from '../inventory/inventory.ts'
import { namespaceOf, type PodKey, podKey, type ServiceKey } from '../model/keys.ts'
import type { EndpointSlice, Pod, Service } from '../model/objects.ts'

/** The objects whose records must be built again. */
export interface ShownChange {
  /** Namespaces that became exposed, or are exposed no longer. */
  readonly namespaces: ReadonlySet<string>
  readonly services: ReadonlySet<ServiceKey>
  readonly imports: ReadonlySet<ServiceKey>
  /** Filled only with `pods verified`; `null`: the pod is gone. */
  readonly pods: ReadonlyMap<PodKey, Pod | null>
}

export class Exposure {
  readonly #options: ClusterOptions
  readonly #inventory: Inventory
  readonly #exposed = new Set<string>()

  constructor(options: ClusterOptions, inventory: Inventory) {
    this.#options = options
    this.#inventory = inventory
  }

  /** Whether a namespace was exposed when `follow` was last called. */
  has(namespace: string): boolean {
    return this.#exposed.has(namespace)
  }

  /** Returns what a change of the inventory changes in the records; `null`: all objects. */
  follow(change: InventoryChange | null): ShownChange {
    const services = new Set(change?.services ?? this.#allServiceKeys())
    const imports = new Set(change?.imports ?? this.#inventory.imports.keys())
    const pods = new Set(
      this.#options.pods === 'verified' ? (change?.pods ?? this.#inventory.pods.all()) : [],
    )
    const candidates = change?.namespaces ?? new Set([...this.#inventory.namespaceNames(), ...this.#exposed])
    // `change.pods` has old and new states: a service that selected the old labels changes, too.
    for (const key of this.#inventory.servicesSelecting(change?.pods ?? [])) services.add(key)
    const namespaces = new Set([...candidates].filter((namespace) => this.#expose(namespace)))
    if (change !== null && namespaces.size > 0) this.#addContent(namespaces, services, imports, pods)
    return { namespaces, services, imports, pods: this.#byKey(pods) }
  }

  /** The service; `null`: it does not exist, or `labels` does not select it. */
  service(key: ServiceKey): Service | null {
    const service = this.#inventory.services.get(key)
    if (service === undefined) return null
    return this.#options.labels === null || this.#options.labels(service.labels) ? service : null
  }

  /** The ready addresses of a service; the service itself need not be exposed. */
  readyAddresses(key: ServiceKey): readonly ReadyAddress[] {
    const { noEndpoints, endpointPodNames } = this.#options
    if (noEndpoints) return []
    const service = this.#inventory.services.get(key)
    if (service !== undefined && !service.isReady && !service.publishNotReadyAddresses) return []
    const { slices, hasPods } = endpointSources(this.#inventory, key)
    const listed = addressesOfSlices(this.#visibleSlices(slices), endpointPodNames)
    // The slices that a cluster makes of pods have the labels of the service.
    const isWithinLimit = this.#inventory.selected.refused(key) === 0
    const selecting = hasPods && isWithinLimit ? this.service(key) : null
    if (selecting === null) return listed
    return [...addressesOfPods(selecting, this.#inventory.pods, endpointPodNames), ...listed]
  }

  /** Why a headless service lacks its endpoints; empty: it has those that there are. */
  endpointProblem(key: ServiceKey): string {
    const isHeadless = this.#inventory.services.get(key)?.headless === true
    return isHeadless && this.#inventory.selected.refused(key) > 0 ? 'too many endpoints' : ''
  }

  /** The ready addresses of an imported service. */
  importedAddresses(key: ServiceKey): readonly ReadyAddress[] {
    const { noEndpoints, endpointPodNames } = this.#options
    const slices = noEndpoints ? [] : this.#inventory.importedSlicesOf(key)
    return addressesOfSlices(this.#visibleSlices(slices), endpointPodNames)
  }

  #visibleSlices(slices: readonly EndpointSlice[]): readonly EndpointSlice[] {
    const { labels } = this.#options
    return labels === null ? slices : slices.filter((slice) => labels(slice.labels))
  }

  *#allServiceKeys(): Iterable<ServiceKey> {
    yield* this.#inventory.services.keys()
    for (const key of this.#inventory.sliceKeys()) if (!this.#inventory.services.has(key)) yield key
  }

  // --- Namespaces ---

  /** Updates whether a namespace is exposed; `true` if that has changed. */
  #expose(namespace: string): boolean {
    const isExposed = this.#isExposed(namespace)
    if (isExposed === this.#exposed.has(namespace)) return false
    if (isExposed) this.#exposed.add(namespace)
    else this.#exposed.delete(namespace)
    return true
  }

  #isExposed(namespace: string): boolean {
    const { namespaces, namespaceLabels } = this.#options
    if (!this.#inventory.hasNamespace(namespace)) return false
    if (namespaces !== null && !namespaces.has(namespace)) return false
    return namespaceLabels === null || namespaceLabels(this.#inventory.namespace(namespace)?.labels ?? null)
  }

  /** Adds all objects in the given namespaces. */
  #addContent(
    namespaces: ReadonlySet<string>,
    services: Set<ServiceKey>,
    imports: Set<ServiceKey>,
    pods: Set<Pod>,
  ): void {
    const isIn = (key: ServiceKey): boolean => namespaces.has(namespaceOf(key))
    for (const key of this.#allServiceKeys()) if (isIn(key)) services.add(key)
    for (const key of this.#inventory.imports.keys()) if (isIn(key)) imports.add(key)
    if (this.#options.pods !== 'verified') return
    for (const pod of this.#inventory.pods.all()) if (namespaces.has(pod.namespace)) pods.add(pod)
  }

  /** The present states of pods, given present and old states. */
  #byKey(pods: ReadonlySet<Pod>): Map<PodKey, Pod | null> {
    const byKey = new Map<PodKey, Pod | null>()
    for (const pod of pods) {
      const key = podKey(pod)
      if (this.#inventory.pods.has(pod)) byKey.set(key, pod)
      else if (!byKey.has(key)) byKey.set(key, null)
    }
    return byKey
  }
}
