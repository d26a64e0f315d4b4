/**
 * What DNS shows of each service, without what differs from one cluster to the next: the kind of its name,
 * its ports, its endpoints as a number, the names of its pods. Addresses count where a manifest states them.
 */
import type { ClusterFacts } from '../../kube/reasons/facts.ts'
import { endpointSources } from '../../kube/inventory/endpoint-sources.ts'
import { type ServiceKey, serviceKey } from '../../kube/model/keys.ts'
import type { Service } from '../../kube/model/objects.ts'
import type { Place } from '../../report/diagnostic.ts'

export interface ServiceView {
  /** `db.shop`. */
  readonly name: string
  readonly place: Place
  /** `cluster IP`, `headless`, `alias of db.example.org`. */
  readonly kind: string
  /** `http 80/TCP`, sorted. */
  readonly ports: readonly string[]
  readonly endpoints: number
  /** The names of pods below the service, sorted. */
  readonly pods: readonly string[]
  /** The cluster IPs, sorted; those that no manifest states only on request. */
  readonly addresses: readonly string[]
}

/** By service; `allAddresses`: also the addresses that kubezone allocates. */
export function viewServices(facts: ClusterFacts, allAddresses: boolean): Map<ServiceKey, ServiceView> {
  const stated = new Map<ServiceKey, Service>()
  for (const object of facts.stated()) {
    if (object.kind === 'Service') stated.set(serviceKey(object.namespace, object.name), object)
  }
  const views = new Map<ServiceKey, ServiceView>()
  for (const [key, service] of facts.inventory.services) {
    const own = stated.get(key)
    if (own !== undefined)
      views.set(key, viewOf(facts, service, allAddresses ? service.clusterIPs : own.clusterIPs))
  }
  return views
}

function viewOf(facts: ClusterFacts, service: Service, addresses: readonly string[]): ServiceView {
  const { namespace, name, location, type, externalName, headless, ports } = service
  const kind = type === 'ExternalName' ? `alias of ${externalName}` : headless ? 'headless' : 'cluster IP'
  const { count, pods } = endpointsOf(facts, service)
  return {
    name: `${name}.${namespace}`,
    place: location.place,
    kind,
    ports: ports
      .map((one) => `${one.name === '' ? '' : `${one.name} `}${one.port}/${one.protocol}`)
      .toSorted(),
    endpoints: count,
    pods,
    addresses: addresses.toSorted(),
  }
}

function endpointsOf({ inventory }: ClusterFacts, service: Service): { count: number; pods: string[] } {
  if (service.type === 'ExternalName') return { count: 0, pods: [] }
  const { namespace, name, selector, publishNotReadyAddresses } = service
  const { slices, hasPods } = endpointSources(inventory, serviceKey(namespace, name))
  const listed = slices
    .flatMap(({ subsets }) => subsets)
    .flatMap(({ endpoints }) => endpoints)
    .filter(({ ready }) => ready)
  const selected = hasPods && selector !== null ? inventory.pods.select(namespace, selector) : []
  const pods = selected.filter((pod) => !pod.finished && (pod.ready || publishNotReadyAddresses))
  const names = [
    ...listed.map(({ hostname }) => hostname),
    ...pods.filter(({ subdomain }) => subdomain === name).map(({ hostname }) => hostname),
  ].filter((one) => one !== '')
  return { count: listed.length + pods.length, pods: [...new Set(names)].sort() }
}
