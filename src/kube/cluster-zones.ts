/**
 * The zones of one `kubernetes` block, kept in step with the inventory: what a change touches is built again, all else stays.
 * `current` is the one value that queries read; it is replaced as a whole.
 *
 *   forward zones   NAMESPACE.svc, NAMESPACE.pod, the services' names, the pods', dns-version, ns.dns and the apex
 *   reverse zones   PTR records of the forward names in the first forward zone, ns.dns and the apex
 */
import type { Answer } from '../wire/answer.ts'
import { TYPE } from '../wire/constants.ts'
import { type AnyName, joinName, type NameKey, ROOT } from '../wire/name.ts'
import { addressData } from '../wire/rdata.ts'
import type { ZoneDraft } from '../zone/draft.ts'
import type { Steps } from '../zone/steps.ts'
import type { SuffixTable } from '../zone/suffix-table.ts'
import { Zone } from '../zone/zone.ts'
import type { Serials } from '../zone/serials.ts'
import { ZoneSet, type ZoneWatcher } from '../zone/zone-set.ts'
import { Apex, authorityOf, putFixedNames } from './apex.ts'
import { type ClusterOptions, isReverseZone } from './cluster-options.ts'
import { addressesOfPods, addressesOfSlices, type ReadyAddress } from './endpoints.ts'
import type { Inventory, InventoryChange } from './inventory.ts'
import type { EndpointSlice, Service, ServiceImport } from './objects.ts'
import { podKey } from './pod-index.ts'
import { PodNames } from './pod-names.ts'
import { ReverseClaims, reverseClaimsOf } from './reverse-claims.ts'
import { ServiceFailures } from './service-failures.ts'
import { listedNamesOf } from './listed-names.ts'
import { type Naming, namesOf, serviceName } from './service-names.ts'

/** Items between two flushes: few enough that what they say is gone before V8 takes it for something lasting. */
const FLUSH_INTERVAL = 10

/** One forward zone and what each service owns in it. */
interface ForwardZone {
  readonly origin: NameKey
  readonly isMulticluster: boolean
  readonly owned: Map<string, readonly NameKey[]>
}

export class ClusterZones {
  readonly #options: ClusterOptions
  readonly #inventory: Inventory
  readonly #zones: ZoneSet
  readonly #forward: readonly ForwardZone[]
  readonly #apex: Apex
  readonly #reverse = new ReverseClaims()
  readonly #podNames = new PodNames()
  readonly #exposed = new Set<string>()
  readonly #failures = new ServiceFailures()
  readonly #naming: Naming

  /** The zones hold no more than their fixed names until `update` is called. */
  constructor(
    options: ClusterOptions,
    inventory: Inventory,
    serials: Serials,
    content: 'served' | 'listed' = 'served',
  ) {
    const isListing = content === 'listed'
    this.#naming = isListing ? listedNamesOf : namesOf
    this.#options = options
    this.#inventory = inventory
    const { zones, ttl, multicluster } = options
    this.#zones = new ZoneSet(
      zones.map((origin) => Zone.empty(origin, authorityOf(origin, ttl), serials.current(origin))),
      serials,
    )
    this.#forward = zones
      .filter((zone) => !isReverseZone(zone))
      .map((origin) => ({ origin, isMulticluster: multicluster.includes(origin), owned: new Map() }))
    this.#apex = new Apex(ttl, isListing ? 0 : ttl)
    if (isListing) return
    for (const { origin } of this.#forward) putFixedNames(this.#draft(origin), origin)
  }

  /** All zones by their origin, for queries: read it once for each. */
  get current(): SuffixTable<Zone> {
    return this.#zones.current
  }

  get zones(): readonly Zone[] {
    return this.#zones.zones
  }

  /** Who is told of what changes from now on. */
  set watcher(watcher: ZoneWatcher) {
    this.#zones.watcher = watcher
  }

  /** The addresses (octets) at which this server is reached: what ns.dns answers with. To be set before the first update. */
  setServerAddresses(addresses: readonly string[]): void {
    this.#apex.setServerAddresses(addresses)
  }

  /** Follows a change of the inventory; `null`: look at everything. Returns the zones that changed. */
  *update(change: InventoryChange | null): Steps<readonly Zone[]> {
    const services = new Set(change?.services ?? this.#allServiceKeys())
    const imports = new Set(change?.imports ?? this.#inventory.imports.keys())
    const pods = new Set((change?.pods ?? [...this.#inventory.pods.all()]).map(podKey))
    const namespaces = change?.namespaces ?? new Set([...this.#inventory.namespaceNames(), ...this.#exposed])
    // Pods count by their labels old or new.
    for (const key of this.#inventory.servicesSelecting(change?.pods ?? [])) services.add(key)
    const flipped = new Set([...namespaces].filter((namespace) => this.#expose(namespace)))
    if (change !== null && flipped.size > 0) this.#addContent(flipped, services, imports, pods)
    yield* this.#each(services, (key) => {
      this.#buildService(key)
    })
    yield* this.#each(imports, (key) => {
      this.#buildImport(key)
    })
    if (this.#options.pods === 'verified') yield* this.#buildPods(pods)
    yield* this.#buildReverse()
    this.#apex.build(this.#options.zones, (origin) => this.#draft(origin))
    const changed = yield* this.#zones.commit()
    this.#failures.commit()
    return changed
  }

  /** What answers for a name that should have an address and has none, and for those below it; `null`: nothing does. */
  failureAt(name: AnyName): Answer | null {
    return this.#failures.find(name)
  }

  // --- Namespaces ---

  #isExposed(namespace: string): boolean {
    const { namespaces, namespaceLabels } = this.#options
    if (!this.#inventory.hasNamespace(namespace)) return false
    if (namespaces !== null && !namespaces.has(namespace)) return false
    return namespaceLabels === null || namespaceLabels(this.#inventory.namespace(namespace)?.labels ?? null)
  }

  /** Notes whether a namespace is to be seen; `true` if that has changed. */
  #expose(namespace: string): boolean {
    const isExposed = this.#isExposed(namespace)
    if (isExposed === this.#exposed.has(namespace)) return false
    if (isExposed) this.#exposed.add(namespace)
    else this.#exposed.delete(namespace)
    const trees = this.#options.pods === 'disabled' ? ['svc'] : ['svc', 'pod']
    for (const { origin } of this.#forward) {
      for (const tree of trees) this.#hold(joinName([namespace, tree], origin), origin, isExposed)
    }
    return true
  }

  /** Everything in namespaces that have come into sight, or gone out of it. */
  #addContent(
    namespaces: ReadonlySet<string>,
    services: Set<string>,
    imports: Set<string>,
    pods: Set<string>,
  ): void {
    const isIn = (key: string): boolean => namespaces.has(key.slice(0, key.indexOf('/')))
    for (const key of this.#allServiceKeys()) if (isIn(key)) services.add(key)
    for (const key of this.#inventory.imports.keys()) if (isIn(key)) imports.add(key)
    for (const pod of this.#inventory.pods.all()) if (namespaces.has(pod.namespace)) pods.add(podKey(pod))
  }

  #hold(name: NameKey | null, zone: NameKey, exists: boolean): void {
    if (name === null) return
    if (exists) this.#draft(zone).put(name, [])
    else this.#draft(zone).remove(name)
  }

  // --- Services ---

  *#allServiceKeys(): Iterable<string> {
    yield* this.#inventory.services.keys()
    for (const key of this.#inventory.sliceKeys()) if (!this.#inventory.services.has(key)) yield key
  }

  #buildService(key: string): void {
    const [namespace = '', name = ''] = key.split('/')
    const service = this.#visibleService(key)
    const addresses = this.#readyAddresses(key)
    this.#apex.note(key, this.#inventory.services.get(key) ?? null, addresses)
    const isSeen = this.#exposed.has(namespace)
    const isSkipped = this.#options.ignoreEmptyService && isEmpty(service, addresses)
    const shown = isSeen && !isSkipped ? service : null
    for (const zone of this.#forward) {
      if (zone.isMulticluster) continue
      this.#putNames(zone, key, shown, addresses)
      this.#failures.set(key, zone.origin, shown)
    }
    const owner = joinName([name, namespace, 'svc'], this.#forward[0]?.origin ?? ROOT)
    const isNamed = isSeen && !isSkipped && owner !== null
    this.#reverse.set(key, isNamed ? reverseClaimsOf(owner, service?.clusterIPs ?? [], addresses) : [])
  }

  #visibleService(key: string): Service | null {
    const service = this.#inventory.services.get(key)
    if (service === undefined) return null
    return this.#options.labels === null || this.#options.labels(service.labels) ? service : null
  }

  #readyAddresses(key: string): readonly ReadyAddress[] {
    const { noEndpoints, endpointPodNames } = this.#options
    if (noEndpoints) return []
    const service = this.#inventory.services.get(key)
    if (service !== undefined && !service.isReady && !service.publishNotReadyAddresses) return []
    const slices = this.#inventory.slicesOf(key)
    if (slices.length > 0) return addressesOfSlices(this.#visibleSlices(slices), endpointPodNames)
    return service === undefined ? [] : addressesOfPods(service, this.#inventory.pods, endpointPodNames)
  }

  #visibleSlices(slices: readonly EndpointSlice[]): readonly EndpointSlice[] {
    const { labels } = this.#options
    return labels === null ? slices : slices.filter((slice) => labels(slice.labels))
  }

  #buildImport(key: string): void {
    const service = this.#inventory.imports.get(key) ?? null
    const isSeen = service !== null && this.#exposed.has(service.namespace)
    const slices = this.#options.noEndpoints ? [] : this.#inventory.importedSlicesOf(key)
    const addresses = addressesOfSlices(this.#visibleSlices(slices), this.#options.endpointPodNames)
    for (const zone of this.#forward) {
      if (zone.isMulticluster) this.#putNames(zone, key, isSeen ? service : null, addresses)
    }
  }

  #putNames(
    zone: ForwardZone,
    key: string,
    service: Service | ServiceImport | null,
    addresses: readonly ReadyAddress[],
  ): void {
    const name = service === null ? null : serviceName(service, zone.origin)
    const names =
      service === null || name === null ? null : this.#naming(service, name, addresses, this.#options)
    const draft = this.#draft(zone.origin)
    for (const old of zone.owned.get(key) ?? []) if (names?.has(old) !== true) draft.remove(old)
    if (names === null || names.size === 0) {
      zone.owned.delete(key)
      return
    }
    for (const [owner, rrsets] of names) draft.put(owner, rrsets)
    zone.owned.set(key, [...names.keys()])
  }

  // --- Pods, reverse names ---

  *#buildPods(keys: ReadonlySet<string>): Steps<void> {
    for (const key of keys) {
      yield
      const pod = this.#inventory.pods.get(key)
      const isSeen =
        pod !== undefined && this.#exposed.has(pod.namespace) && (this.#options.labels?.(pod.labels) ?? true)
      this.#podNames.set(key, isSeen ? pod : null)
    }
    const { appeared, vanished } = this.#podNames.takeChanges()
    for (const { origin } of this.#forward) {
      for (const { label, namespace } of vanished) {
        this.#hold(joinName([label, namespace, 'pod'], origin), origin, false)
      }
      for (const { label, namespace, octets } of appeared) {
        const name = joinName([label, namespace, 'pod'], origin)
        const type = octets.length === 4 ? TYPE.A : TYPE.AAAA
        const { ttl } = this.#options
        if (name !== null) this.#draft(origin).put(name, [{ type, ttl, rdatas: [addressData(octets)] }])
      }
    }
  }

  *#buildReverse(): Steps<void> {
    yield* this.#each(this.#reverse.takeChanges(this.#options.ttl), ([name, rrset]) => {
      const zone = this.current.find(name)
      if (zone === undefined || !isReverseZone(zone.origin)) return
      if (rrset === null) this.#draft(zone.origin).remove(name)
      else this.#draft(zone.origin).put(name, [rrset])
    })
  }

  /** Long work item by item; now and then the drafts take in what has come together. */
  *#each<Item>(items: Iterable<Item>, work: (item: Item) => void): Steps<void> {
    let sinceFlush = 0
    for (const item of items) {
      yield
      work(item)
      if (++sinceFlush < FLUSH_INTERVAL) continue
      sinceFlush = 0
      yield* this.#zones.flush()
    }
  }

  #draft(zone: NameKey): ZoneDraft {
    return this.#zones.draft(zone)
  }
}

function isEmpty(service: Service | null, addresses: readonly ReadyAddress[]): boolean {
  return service !== null && !service.headless && service.type !== 'ExternalName' && addresses.length === 0
}
