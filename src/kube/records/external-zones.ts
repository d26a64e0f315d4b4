/**
 * The zones of a `k8s_external` directive: the services that the `kubernetes` directive of its block exposes,
 * with the addresses at which clients outside the cluster reach them.
 *
 *   forward zones   NAMESPACE, the services' names, ns1.APEX and the apex
 *   reverse zones   PTR records of the external addresses, with targets in the first forward zone; ns1.APEX
 *                   and the apex
 */
import { present } from '../../report/assert.ts'
import { addressText, parseAddress } from '../../wire/address.ts'
import { joinName, type NameKey } from '../../wire/name.ts'
import type { Serials } from '../../zone/serials.ts'
import type { Steps } from '../../zone/steps.ts'
import { type Authority, Zone } from '../../zone/zone.ts'
import { ZoneSet } from '../../zone/zone-set.ts'
import { Apex, authorityOf, type ServersOf } from './apex.ts'
import { type ClusterOptions, isReverseZone } from './cluster-options.ts'
import { Exposure, type ShownChange } from './exposure.ts'
import { externalNamesOf, type ExternalNaming } from './external-names.ts'
import type { Inventory } from '../inventory/inventory.ts'
import { nameOf, namespaceOf, type ServiceKey } from '../model/keys.ts'
import { InventoryZones } from './inventory-zones.ts'
import { claimsOf, RANK } from './reverse-claims.ts'
import { ServiceZone } from './service-zone.ts'

export interface ExternalOptions {
  /**
   * Forward and reverse zones as configured, with at least one forward zone. The first has the targets of PTR
   * records.
   */
  readonly zones: readonly NameKey[]
  /**
   * The parent label of the name server's name and the hostmaster's mailbox. A namespace of that name has no
   * records.
   */
  readonly apex: string
  readonly ttl: number
  /** Whether headless services have records of their endpoints. */
  readonly headless: boolean
}

export class ExternalZones extends InventoryZones {
  readonly #options: ExternalOptions
  readonly #naming: ExternalNaming
  readonly #forward: readonly ServiceZone[]

  /**
   * Exposes the objects that `cluster` exposes. Until a state is prepared and published, the zones are empty.
   */
  constructor(options: ExternalOptions, cluster: ClusterOptions, inventory: Inventory, serials: Serials) {
    const { zones, ttl, headless } = options
    const empty = zones.map((origin) =>
      Zone.empty(origin, externalAuthority(origin, options), serials.current(origin)),
    )
    const apex = new Apex(ttl, serverLabels(options), externalServers(options))
    super(new Exposure(cluster, inventory), new ZoneSet(empty, serials), apex, ttl)
    this.#options = options
    this.#naming = { ttl, headless, strict: cluster.strict }
    this.#forward = zones.filter((zone) => !isReverseZone(zone)).map((zone) => new ServiceZone(zone))
  }

  protected override *build({ namespaces, services }: ShownChange): Steps<void> {
    for (const { origin } of this.#forward) {
      const draft = this.zoneSet.draft(origin)
      for (const namespace of namespaces) {
        if (namespace !== this.#options.apex)
          draft.hold(joinName([namespace], origin), this.exposure.has(namespace))
      }
    }
    yield* this.zoneSet.draftEach(services, (key) => {
      this.#buildService(key)
    })
  }

  #buildService(key: ServiceKey): void {
    const [namespace, name] = [namespaceOf(key), nameOf(key)]
    const service = this.exposure.service(key)
    const addresses = this.exposure.readyAddresses(key)
    this.apex.note(key, service, addresses)
    const isSeen = this.exposure.has(namespace) && namespace !== this.#options.apex
    const shown = isSeen ? service : null
    const labels = [name, namespace]
    for (const zone of this.#forward) {
      const owner = shown === null ? null : joinName(labels, zone.origin)
      const names =
        shown === null || owner === null ? null : externalNamesOf(shown, owner, addresses, this.#naming)
      zone.put(this.zoneSet.draft(zone.origin), key, names)
      this.failures.set(labels, zone.origin, shown?.externalProblem ?? '')
    }
    const [first] = this.#forward
    const target = joinName(labels, present(first, 'k8s_external has a forward zone').origin)
    // Services with the same external address each have a PTR record there.
    const claims = target === null ? [] : claimsOf(shown?.externalAddresses ?? [], target, RANK.NAMED)
    this.reverse.set(key, claims)
  }
}

function serverLabels({ apex }: ExternalOptions): readonly string[] {
  return ['ns1', apex]
}

/**
 * The name server if this server runs behind a service: its external addresses, or those of a headless
 * service's endpoints.
 */
function externalServers(options: ExternalOptions): ServersOf {
  return (_, service, mine) => {
    const external = (service?.externalAddresses ?? []).filter((address) => parseAddress(address) !== null)
    const isShown = options.headless && service?.headless === true
    const addresses =
      external.length > 0 || !isShown ? external : mine.map(({ octets }) => addressText(octets))
    return addresses.length === 0 ? [] : [{ labels: serverLabels(options), addresses }]
  }
}

function externalAuthority(origin: NameKey, options: ExternalOptions): Authority {
  const { apex, ttl } = options
  return {
    ...authorityOf(origin, ttl),
    mname: joinName(serverLabels(options), origin) ?? origin,
    rname: joinName(['hostmaster', apex], origin) ?? origin,
    ttl,
  }
}
