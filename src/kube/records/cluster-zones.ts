/**
 * The zones of one `kubernetes` block.
 *
 *   forward zones   NAMESPACE.svc, NAMESPACE.pod, names of services and pods, dns-version, ns.dns, the apex
 *   reverse zones   PTR records of the forward names in the first forward zone, ns.dns and the apex
 */
import { present } from '../../report/assert.ts'
import { TYPE } from '../../wire/constants.ts'
import { joinName, type NameKey } from '../../wire/name.ts'
import { addressData } from '../../wire/rdata.ts'
import type { ZoneDraft } from '../../zone/draft.ts'
import type { Steps } from '../../zone/steps.ts'
import { Zone } from '../../zone/zone.ts'
import type { Serials } from '../../zone/serials.ts'
import { ZoneSet } from '../../zone/zone-set.ts'
import { Apex, authorityOf, clusterServers, OWN_NAME, putFixedNames } from './apex.ts'
import { type ClusterOptions, isReverseZone } from './cluster-options.ts'
import type { ReadyAddress } from './endpoints.ts'
import { Exposure, type ShownChange } from './exposure.ts'
import type { Inventory } from '../inventory/inventory.ts'
import { InventoryZones } from './inventory-zones.ts'
import { nameOf, namespaceOf, type PodKey, type ServiceKey } from '../model/keys.ts'
import type { Pod, Service, ServiceImport } from '../model/objects.ts'
import { PodNames } from './pod-names.ts'
import { listedNamesOf } from './listed-names.ts'
import { reverseClaimsOf } from './reverse-claims.ts'
import { type Naming, namesOf, serviceName } from './service-names.ts'
import { ServiceZone } from './service-zone.ts'

export class ClusterZones extends InventoryZones {
  readonly #options: ClusterOptions
  readonly #naming: Naming
  readonly #inventory: Inventory
  readonly #forward: readonly NameKey[]
  /** The forward zones that hold the cluster's own services, and those that hold imported services. */
  readonly #own: readonly ServiceZone[]
  readonly #imported: readonly ServiceZone[]
  readonly #podNames = new PodNames()

  /** Until a state is prepared and published, the zones have only their fixed names. */
  constructor(
    options: ClusterOptions,
    inventory: Inventory,
    serials: Serials,
    content: 'served' | 'listed' = 'served',
  ) {
    const isListing = content === 'listed'
    const { zones, ttl, multicluster } = options
    const empty = zones.map((origin) => Zone.empty(origin, authorityOf(origin, ttl), serials.current(origin)))
    const apex = new Apex(ttl, OWN_NAME, clusterServers, isListing ? 0 : ttl)
    super(new Exposure(options, inventory), new ZoneSet(empty, serials), apex, ttl)
    this.#options = options
    this.#naming = isListing ? listedNamesOf : namesOf
    this.#inventory = inventory
    const isImported = (zone: NameKey): boolean => multicluster.includes(zone)
    this.#forward = zones.filter((zone) => !isReverseZone(zone))
    this.#own = this.#forward.filter((zone) => !isImported(zone)).map((zone) => new ServiceZone(zone))
    this.#imported = this.#forward.filter(isImported).map((zone) => new ServiceZone(zone))
    if (isListing) return
    for (const origin of this.#forward) putFixedNames(this.#draft(origin), origin)
  }

  protected override *build({ namespaces, services, imports, pods }: ShownChange): Steps<void> {
    for (const namespace of namespaces) this.#holdNamespace(namespace)
    yield* this.zoneSet.draftEach(services, (key) => {
      this.#buildService(key)
    })
    yield* this.zoneSet.draftEach(imports, (key) => {
      this.#buildImport(key)
    })
    if (this.#options.pods === 'verified') yield* this.#buildPods(pods)
  }

  #holdNamespace(namespace: string): void {
    const trees = this.#options.pods === 'disabled' ? ['svc'] : ['svc', 'pod']
    for (const origin of this.#forward) {
      for (const tree of trees) {
        this.#draft(origin).hold(joinName([namespace, tree], origin), this.exposure.has(namespace))
      }
    }
  }

  // --- Services ---

  #buildService(key: ServiceKey): void {
    const [namespace, name] = [namespaceOf(key), nameOf(key)]
    const service = this.exposure.service(key)
    const addresses = this.exposure.readyAddresses(key)
    this.apex.note(key, this.#inventory.services.get(key) ?? null, addresses)
    const isSeen = this.exposure.has(namespace)
    // The option takes away names, and keeps the PTR record of the cluster IP, as in CoreDNS.
    const shown = isSeen && !this.#isSkipped(service, addresses) ? service : null
    const problem = shown === null ? '' : shown.addressProblem || this.exposure.endpointProblem(key)
    for (const zone of this.#own) {
      this.#putNames(zone, key, shown, addresses)
      this.failures.set([name, namespace, 'svc'], zone.origin, problem)
    }
    const owner = isSeen ? joinName([name, namespace, 'svc'], this.#firstForward()) : null
    this.reverse.set(key, owner === null ? [] : reverseClaimsOf(owner, service?.clusterIPs ?? [], addresses))
  }

  /** The zone of the targets of PTR records. */
  #firstForward(): NameKey {
    return present(this.#forward[0], 'kubernetes has a forward zone')
  }

  #buildImport(key: ServiceKey): void {
    const service = this.#inventory.imports.get(key) ?? null
    const addresses = this.exposure.importedAddresses(key)
    const isSeen =
      service !== null && this.exposure.has(service.namespace) && !this.#isSkipped(service, addresses)
    for (const zone of this.#imported) this.#putNames(zone, key, isSeen ? service : null, addresses)
  }

  /** Whether `ignore empty_service` takes away the names of a service. */
  #isSkipped(service: Service | ServiceImport | null, addresses: readonly ReadyAddress[]): boolean {
    if (!this.#options.ignoreEmptyService || service === null || service.headless) return false
    return addresses.length === 0 && (service.kind === 'ServiceImport' || service.type !== 'ExternalName')
  }

  #putNames(
    zone: ServiceZone,
    key: ServiceKey,
    service: Service | ServiceImport | null,
    addresses: readonly ReadyAddress[],
  ): void {
    const name = service === null ? null : serviceName(service, zone.origin)
    const names =
      service === null || name === null ? null : this.#naming(service, name, addresses, this.#options)
    zone.put(this.#draft(zone.origin), key, names)
  }

  // --- Pods ---

  *#buildPods(pods: ReadonlyMap<PodKey, Pod | null>): Steps<void> {
    for (const [key, pod] of pods) {
      yield
      const isSeen =
        pod !== null && this.exposure.has(pod.namespace) && (this.#options.labels?.(pod.labels) ?? true)
      this.#podNames.set(key, isSeen ? pod : null)
    }
    const { appeared, vanished } = this.#podNames.takeChanges()
    for (const origin of this.#forward) {
      for (const { label, namespace } of vanished) {
        this.#draft(origin).hold(joinName([label, namespace, 'pod'], origin), false)
      }
      for (const { label, namespace, octets } of appeared) {
        const name = joinName([label, namespace, 'pod'], origin)
        const type = octets.length === 4 ? TYPE.A : TYPE.AAAA
        const { ttl } = this.#options
        if (name !== null) this.#draft(origin).put(name, [{ type, ttl, rdatas: [addressData(octets)] }])
      }
    }
  }

  #draft(zone: NameKey): ZoneDraft {
    return this.zoneSet.draft(zone)
  }
}
