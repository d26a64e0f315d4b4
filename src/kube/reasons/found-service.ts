/** How a name of a service comes to its addresses, and what a program meets there. */
import type { Reason } from '../../report/reason.ts'
import { parseAddress } from '../../wire/address.ts'
import { endpointSources } from '../inventory/endpoint-sources.ts'
import { serviceKey } from '../model/keys.ts'
import type { Pod, Service } from '../model/objects.ts'
import { pairsOf } from '../model/selector.ts'
import { counted, listed, type ClusterFacts } from './facts.ts'
import { whyNotReady } from './no-endpoints.ts'

/** The verdict first. */
export function foundService(facts: ClusterFacts, service: Service): Reason[] {
  const { namespace, name, location, type, externalName, clusterIPs } = service
  const title = `Service ${name} in ${namespace}`
  const { place } = location
  const code = 'KZ_WHY_FOUND'
  if (type === 'ExternalName')
    return [{ code, sentence: `${title} is an alias of ${externalName} (ExternalName)`, place }]
  if (service.headless) {
    const sentence = `${title} is headless: it has the address of each ready endpoint`
    return [{ code, sentence, place }, ...endpointFacts(facts, service)]
  }
  const sentence = `${title} has the cluster IP ${listed(clusterIPs)}`
  return [
    { code, sentence, place },
    allocated(facts, service),
    ...endpointFacts(facts, service),
    virtualAddress(service),
  ]
}

function allocated({ stated }: ClusterFacts, { namespace, name, clusterIPs }: Service): Reason {
  const code = 'KZ_WHY_ALLOCATED'
  const own = [...stated()].find(
    (one): one is Service => one.kind === 'Service' && one.namespace === namespace && one.name === name,
  )
  const [address = ''] = clusterIPs
  if (own === undefined) return { code, sentence: `${address} is that of every cluster of this kind` }
  const { place } = own.location
  if (own.overrides.length > 0)
    return { code, sentence: `${address} is of the annotation kubezone.dev/cluster-ip`, place }
  return own.clusterIPs.includes(address)
    ? { code, sentence: `the manifest states ${address}`, place }
    : {
        code,
        sentence: `kubezone allocates ${address}, as no manifest states it: from the range of services, by the service's name`,
        place,
      }
}

function virtualAddress({ ports }: Service): Reason {
  const code = 'KZ_WHY_VIRTUAL'
  if (ports.length === 0)
    return {
      code,
      sentence: 'a cluster IP is a virtual address, and this Service has no ports: nothing answers',
    }
  const open = listed(ports.map(({ protocol, port }) => `${protocol} ${port}`))
  return { code, sentence: `a cluster IP is a virtual address: ${open} only, ping gets no reply` }
}

function endpointFacts({ inventory }: ClusterFacts, service: Service): Reason[] {
  const { namespace, name, selector, publishNotReadyAddresses } = service
  const { slices, hasPods, unused } = endpointSources(inventory, serviceKey(namespace, name))
  const code = 'KZ_WHY_ENDPOINTS'
  const facts: Reason[] = slices.map((slice) => {
    const all = slice.subsets.flatMap(({ endpoints }) => endpoints)
    const ready = all.filter((one) => one.ready)
    const what = slice.form === 'slice' ? 'EndpointSlice' : 'Endpoints'
    const sentence = `${what} ${slice.name} lists ${counted(all.length, 'endpoint')}, ${ready.length} ready`
    return { code, sentence, place: slice.location.place }
  })
  if (unused !== null) {
    const sentence = `Endpoints ${unused.endpoints.name} does not count: ${UNUSED[unused.reason]}`
    facts.push({ code, sentence, place: unused.endpoints.location.place })
  }
  if (!hasPods || selector === null) return facts
  const pods = inventory.pods.select(namespace, selector)
  const counts = (pod: Pod): boolean => !pod.finished && (pod.ready || publishNotReadyAddresses)
  const endpoints = pods.filter(counts)
  const [first] = endpoints
  const how = publishNotReadyAddresses ? 'ready or not (publishNotReadyAddresses)' : 'ready'
  if (first !== undefined) {
    const names = listed(endpoints.map((pod) => `${pod.name} ${pod.podIPs.join(' ')}`))
    const sentence = `selector ${pairsOf(selector).join(',')} selects ${counted(endpoints.length, 'pod')}, ${how}: ${names}`
    facts.push({ code, sentence, place: first.location.place })
  }
  const left = pods.filter((pod) => !counts(pod))
  if (left.length > 0) {
    const names = listed(left.map((pod) => `${pod.name}: ${whyNotReady(pod)}`))
    const sentence = `${counted(left.length, 'selected pod')} left out (${names})`
    facts.push({ code, sentence })
  }
  return facts
}

const UNUSED = {
  'no-service': 'no Service has its name',
  unmirrored: 'a label or an annotation keeps it out of DNS',
  slices: 'EndpointSlices of the Service come before it',
  pods: 'the Service has a selector, whose pods come before it',
  alias: 'the Service has the type ExternalName',
} as const

/** What is wrong with the name that an alias leads to; `null`: nothing that can be seen. */
export function aliasProblem({ namespace, name, externalName, location }: Service): Reason | null {
  if (parseAddress(externalName) === null) return null
  return {
    code: 'KZ_WHY_EXTERNAL_NAME',
    sentence: `the externalName ${externalName} of Service ${name} in ${namespace} is an address, and an alias leads to a name`,
    place: location.place,
    hint: 'a Service without a selector, and an EndpointSlice with the address, have that address',
  }
}
