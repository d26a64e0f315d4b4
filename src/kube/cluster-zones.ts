/**
 * The zones of one `kubernetes` block, kept in step with the inventory: what a change touches is built again, all else stays.
 * `current` is the one value that queries read; it is replaced as a whole.
 *
 *   forward zones   NAMESPACE.svc, NAMESPACE.pod, the services' names, the pods', dns-version, ns.dns and the apex
 *   reverse zones   PTR records of the forward names in the first forward zone, ns.dns and the apex
 */
import { addressRecord, textData } from '../wire/rdata.ts'
import { addressText } from '../wire/address.ts'
import { TYPE } from '../wire/constants.ts'
import { isWithin, joinName, type NameKey, parseName } from '../wire/name.ts'
import { addressData, targetData } from '../wire/rdata.ts'
import { record } from '../wire/section.ts'
import { type RRset, ZoneDraft } from '../zone/draft.ts'
import { SuffixTable } from '../zone/suffix-table.ts'
import { type Authority, Zone } from '../zone/zone.ts'
import { addressesOfPods, addressesOfSlices, type ReadyAddress } from './endpoints.ts'
import { type Inventory, type InventoryChange } from './inventory.ts'
import type { Service, ServiceImport } from './objects.ts'
import { podKey } from './pod-index.ts'
import { PodNames } from './pod-names.ts'
import { type ReverseClaim, ReverseClaims } from './reverse-claims.ts'
import { matchesAll, type Selector } from './selector.ts'
import { namesOf, type NamingOptions, serviceName } from './service-names.ts'

export interface ClusterOptions extends NamingOptions {
  /** Forward and reverse zones as configured; at least one forward zone. */
  readonly zones: readonly NameKey[]
  /** Those of the forward zones that hold imported services instead of the cluster's own. */
  readonly multicluster: readonly NameKey[]
  /** Namespaces to show; `null`: all. */
  readonly namespaces: ReadonlySet<string> | null
  readonly namespaceLabels: Selector | null
  /** Which Services, EndpointSlices and Pods to see. */
  readonly labels: Selector | null
  readonly pods: 'disabled' | 'insecure' | 'verified'
  readonly endpointPodNames: boolean
  readonly noEndpoints: boolean
  readonly ignoreEmptyService: boolean
}

/** The schema version of the Kubernetes DNS specification, and the TTL of its example (K8s DNS §2.2). */
const SCHEMA_VERSION = '1.1.0'
const SCHEMA_VERSION_TTL = 28800
/** SOA timers of CoreDNS; secondaries are told of changes, so these seldom matter. */
const SOA_TIMES = { refresh: 7200, retry: 1800, expire: 86400 }
const MAX_SOA_TTL = 300

const IN_ADDR = '\x07in-addr\x04arpa\0' as NameKey
const IP6 = '\x03ip6\x04arpa\0' as NameKey

export function isReverseZone(zone: NameKey): boolean {
  return isWithin(zone, IN_ADDR) || isWithin(zone, IP6)
}

/** One forward zone and what each service owns in it. */
interface ForwardZone {
  readonly origin: NameKey
  readonly isMulticluster: boolean
  readonly owned: Map<string, readonly NameKey[]>
}

/** A service that this server's own address is an endpoint of: it is the cluster's DNS service. */
interface SelfService {
  readonly labels: readonly string[]
  readonly addresses: readonly string[]
}

export class ClusterZones {
  /** All zones by their origin, for queries. */
  current: SuffixTable<Zone>
  readonly #options: ClusterOptions
  readonly #inventory: Inventory
  readonly #clock: () => number
  readonly #forward: readonly ForwardZone[]
  readonly #primary: NameKey
  readonly #zones = new Map<NameKey, Zone>()
  readonly #reverse = new ReverseClaims()
  readonly #podNames = new PodNames()
  readonly #exposed = new Set<string>()
  #self: readonly string[] = []
  readonly #selfServices = new Map<string, readonly SelfService[]>()
  #drafts = new Map<NameKey, ZoneDraft>()
  #isApexDirty = true

  /** `clock` gives Unix seconds. The zones are empty until `update` is called. */
  constructor(options: ClusterOptions, inventory: Inventory, clock: () => number) {
    this.#options = options
    this.#inventory = inventory
    this.#clock = clock
    const forward = options.zones.filter((zone) => !isReverseZone(zone))
    this.#forward = forward.map((origin) => ({
      origin,
      isMulticluster: options.multicluster.includes(origin),
      owned: new Map(),
    }))
    this.#primary = forward[0] ?? (parseName('cluster.local') as NameKey)
    for (const origin of options.zones) {
      this.#zones.set(origin, Zone.empty(origin, authorityOf(origin, options.ttl), clock() >>> 0))
    }
    this.current = new SuffixTable(this.#zones)
    this.#putFixedNames()
  }

  get zones(): readonly Zone[] {
    return [...this.#zones.values()]
  }

  /** The addresses (octets) at which this server is reached: what ns.dns answers with. Takes effect with the next update. */
  setServerAddresses(addresses: readonly string[]): void {
    this.#self = addresses
    this.#isApexDirty = true
  }

  /** Follows a change of the inventory; `null`: look at everything. Returns the zones that changed. */
  update(change: InventoryChange | null): readonly Zone[] {
    const services = new Set(change?.services ?? this.#allServiceKeys())
    const imports = new Set(change?.imports ?? this.#inventory.imports.keys())
    const pods = new Set((change?.pods ?? [...this.#inventory.pods.all()]).map(podKey))
    const namespaces = change?.namespaces ?? new Set([...this.#inventory.namespaceNames(), ...this.#exposed])
    if (change !== null) this.#addSelectingServices(change, services)
    for (const namespace of namespaces) this.#expose(namespace, services, imports, pods)
    for (const key of services) this.#buildService(key)
    for (const key of imports) this.#buildImport(key)
    if (this.#options.pods === 'verified') this.#buildPods(pods)
    this.#buildReverse()
    if (this.#isApexDirty) this.#buildApex()
    return this.#commit()
  }

  // --- Namespaces ---

  #isExposed(namespace: string): boolean {
    const { namespaces, namespaceLabels } = this.#options
    if (!this.#inventory.hasNamespace(namespace)) return false
    if (namespaces !== null && !namespaces.has(namespace)) return false
    return namespaceLabels === null || namespaceLabels(this.#inventory.namespace(namespace)?.labels ?? null)
  }

  /** Notes whether a namespace is to be seen; if that has changed, so has everything in it. */
  #expose(namespace: string, services: Set<string>, imports: Set<string>, pods: Set<string>): void {
    const isExposed = this.#isExposed(namespace)
    if (isExposed === this.#exposed.has(namespace)) return
    if (isExposed) this.#exposed.add(namespace)
    else this.#exposed.delete(namespace)
    const prefix = `${namespace}/`
    for (const key of this.#allServiceKeys()) if (key.startsWith(prefix)) services.add(key)
    for (const key of this.#inventory.imports.keys()) if (key.startsWith(prefix)) imports.add(key)
    for (const pod of this.#inventory.pods.all()) if (pod.namespace === namespace) pods.add(podKey(pod))
    const trees = this.#options.pods === 'disabled' ? ['svc'] : ['svc', 'pod']
    for (const { origin } of this.#forward) {
      for (const tree of trees) this.#hold(joinName([namespace, tree], origin), origin, isExposed)
    }
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

  /** Services whose selectors match a changed pod's labels, old or new, and that list their pods themselves. */
  #addSelectingServices(change: InventoryChange, services: Set<string>): void {
    if (change.pods.length === 0) return
    for (const [key, service] of this.#inventory.services) {
      const { selector, namespace } = service
      if (selector === null || services.has(key)) continue
      if (change.pods.some((pod) => pod.namespace === namespace && matchesAll(selector, pod.labels))) {
        services.add(key)
      }
    }
  }

  #buildService(key: string): void {
    const [namespace = '', name = ''] = key.split('/')
    const service = this.#visibleService(key)
    const addresses = this.#readyAddresses(key)
    this.#noteSelf(key, namespace, name, addresses)
    const isSeen = this.#exposed.has(namespace)
    const isSkipped = this.#options.ignoreEmptyService && isEmpty(service, addresses)
    const shown = isSeen && !isSkipped ? service : null
    for (const zone of this.#forward) if (!zone.isMulticluster) this.#putNames(zone, key, shown, addresses)
    this.#reverse.set(
      key,
      isSeen && !isSkipped ? this.#reverseClaims(namespace, name, service, addresses) : [],
    )
  }

  #visibleService(key: string): Service | null {
    const service = this.#inventory.services.get(key)
    if (service === undefined) return null
    return this.#options.labels === null || this.#options.labels(service.labels) ? service : null
  }

  #readyAddresses(key: string): readonly ReadyAddress[] {
    const { labels, noEndpoints, endpointPodNames } = this.#options
    if (noEndpoints) return []
    const slices = [...this.#inventory.slicesOf(key)]
    if (slices.length > 0) {
      const visible = labels === null ? slices : slices.filter((slice) => labels(slice.labels))
      return addressesOfSlices(visible, endpointPodNames)
    }
    const service = this.#inventory.services.get(key)
    return service === undefined ? [] : addressesOfPods(service, this.#inventory.pods, endpointPodNames)
  }

  #buildImport(key: string): void {
    const service = this.#inventory.imports.get(key) ?? null
    const isSeen = service !== null && this.#exposed.has(service.namespace)
    const slices = this.#options.noEndpoints ? [] : this.#inventory.importedSlicesOf(key)
    const addresses = addressesOfSlices(slices, this.#options.endpointPodNames)
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
    const names = service === null || name === null ? null : namesOf(service, name, addresses, this.#options)
    const draft = this.#draft(zone.origin)
    for (const old of zone.owned.get(key) ?? []) if (names?.has(old) !== true) draft.remove(old)
    if (names === null || names.size === 0) {
      zone.owned.delete(key)
      return
    }
    for (const [owner, rrsets] of names) draft.put(owner, rrsets)
    zone.owned.set(key, [...names.keys()])
  }

  /** PTR targets: the service for its own addresses, its endpoints' names for theirs. A slice alone is enough for those. */
  #reverseClaims(
    namespace: string,
    name: string,
    service: Service | null,
    addresses: readonly ReadyAddress[],
  ): ReverseClaim[] {
    const target = joinName([name, namespace, 'svc'], this.#primary)
    if (target === null) return []
    const own = (service?.clusterIPs ?? []).flatMap((address) => {
      const data = addressRecord(address)?.rdata[0]
      return typeof data === 'string' ? [{ octets: data, target, rank: 0 }] : []
    })
    const endpoints = addresses.flatMap(({ octets, label, hasHostname }) => {
      const endpoint = joinName([label], target)
      return endpoint === null ? [] : [{ octets, target: endpoint, rank: hasHostname ? 1 : 2 }]
    })
    return [...own, ...endpoints]
  }

  // --- Pods, reverse names ---

  #buildPods(keys: ReadonlySet<string>): void {
    for (const key of keys) {
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

  #buildReverse(): void {
    for (const [name, rrset] of this.#reverse.takeChanges(this.#options.ttl)) {
      const zone = this.current.find(name)
      if (zone === undefined || !isReverseZone(zone.origin)) continue
      if (rrset === null) this.#draft(zone.origin).remove(name)
      else this.#draft(zone.origin).put(name, [rrset])
    }
  }

  // --- Apex ---

  /** Notes under which names this server itself is a service of the cluster, whether or not its namespace is shown. */
  #noteSelf(key: string, namespace: string, name: string, addresses: readonly ReadyAddress[]): void {
    const mine = addresses.filter(({ octets }) => this.#self.includes(octets))
    if (mine.length === 0) {
      if (this.#selfServices.delete(key)) this.#isApexDirty = true
      return
    }
    const service = this.#inventory.services.get(key)
    const labels = [name, namespace, 'svc']
    const asEndpoint = (one: ReadyAddress): SelfService => ({
      labels: [one.label, ...labels],
      addresses: [addressText(one.octets)],
    })
    const isHeadless = service === undefined || service.headless
    this.#selfServices.set(
      key,
      isHeadless ? mine.map(asEndpoint) : [{ labels, addresses: service.clusterIPs }],
    )
    this.#isApexDirty = true
  }

  #buildApex(): void {
    this.#isApexDirty = false
    const services = [...this.#selfServices.entries()]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([, all]) => all)
    const own: SelfService = { labels: ['ns', 'dns'], addresses: this.#self.map(addressText) }
    const servers = services.length > 0 ? services : [own]
    const { ttl } = this.#options
    for (const origin of this.#zones.keys()) {
      const draft = this.#draft(origin)
      const names = servers.flatMap(({ labels, addresses }) => {
        const target = joinName(labels, origin)
        return target === null || addresses.length === 0 ? [] : [{ target, addresses }]
      })
      const glue = names.flatMap(({ target, addresses }) =>
        addresses.flatMap((address) => {
          const data = addressRecord(address)
          return data === null ? [] : [record(target, data.type, ttl, data.rdata)]
        }),
      )
      const targets = names.map(({ target }) => targetData(target))
      draft.put(origin, targets.length === 0 ? [] : [{ type: TYPE.NS, ttl, rdatas: targets, glue }])
      const server = joinName(['ns', 'dns'], origin)
      if (server !== null) {
        const addressSets = [TYPE.A, TYPE.AAAA].map(
          (type): RRset => ({
            type,
            ttl,
            rdatas: glue.filter((one) => one.type === type).map((one) => one.rdata),
          }),
        )
        draft.put(server, addressSets)
      }
    }
  }

  /** `svc` and `pod` always exist, and the schema version that K8s DNS §2.2 asks for. */
  #putFixedNames(): void {
    for (const { origin } of this.#forward) {
      for (const tree of ['svc', 'pod']) this.#hold(joinName([tree], origin), origin, true)
      const version = joinName(['dns-version'], origin)
      if (version === null) continue
      const rdatas = [textData([SCHEMA_VERSION])]
      this.#draft(origin).put(version, [{ type: TYPE.TXT, ttl: SCHEMA_VERSION_TTL, rdatas }])
    }
  }

  // --- Commit ---

  #draft(zone: NameKey): ZoneDraft {
    const known = this.#drafts.get(zone)
    if (known !== undefined) return known
    const draft = new ZoneDraft(this.#zones.get(zone) as Zone)
    this.#drafts.set(zone, draft)
    return draft
  }

  #commit(): readonly Zone[] {
    const changed: Zone[] = []
    for (const [origin, draft] of this.#drafts) {
      const zone = draft.commit((serial) => nextSerial(serial, this.#clock()))
      if (zone === this.#zones.get(origin)) continue
      this.#zones.set(origin, zone)
      changed.push(zone)
    }
    this.#drafts = new Map()
    if (changed.length > 0) this.current = new SuffixTable(this.#zones)
    return changed
  }
}

/** The time where it has passed the last serial, else one more: it always grows (RFC 1982 §3.1). */
function nextSerial(serial: number, now: number): number {
  const ahead = (now - serial) >>> 0
  return ahead > 0 && ahead < 2 ** 31 ? now >>> 0 : (serial + 1) >>> 0
}

function isEmpty(service: Service | null, addresses: readonly ReadyAddress[]): boolean {
  return service !== null && !service.headless && service.type !== 'ExternalName' && addresses.length === 0
}

function authorityOf(origin: NameKey, ttl: number): Authority {
  return {
    ...SOA_TIMES,
    mname: joinName(['ns', 'dns'], origin) ?? origin,
    rname: joinName(['hostmaster'], origin) ?? origin,
    minimum: ttl,
    ttl: Math.min(ttl, MAX_SOA_TTL),
  }
}
