/** How a name of a service comes to its addresses, and what a program meets there. */
import type { Reason } from '../../report/reason.ts'
import { parseAddress } from '../../wire/address.ts'
import type { AddressOrigin } from '../applied/address-origin.ts'
import { endpointSources } from '../inventory/endpoint-sources.ts'
import { placeOf } from '../model/field-places.ts'
import { serviceKey } from '../model/keys.ts'
import type { Pod, Service } from '../model/objects.ts'
import { pairsOf } from '../model/selector.ts'
import { counted, listed, type SeenFacts } from './facts.ts'
import { refusalOf } from './missing-service.ts'
import { whyNotReady } from './no-endpoints.ts'

/** The verdict first. `endpoint`: the name is that of this endpoint; `null`: it is the service's own. */
export function foundService(facts: SeenFacts, service: Service, endpoint: string | null): Reason[] {
  const { namespace, name, location, type, headless, clusterIPs } = service
  const title = `Service ${name} in ${namespace}`
  const { place } = location
  const code = 'KZ_WHY_FOUND'
  const before = lastGood(facts, service)
  if (type === 'ExternalName') return [...foundAlias(service, title), ...before]
  if (endpoint !== null) return [foundEndpoint(facts, service, endpoint), ...before]
  if (headless) {
    const sentence = `${title} is headless: it has the address of each ready endpoint`
    return [{ code, sentence, place }, ...before, ...endpointFacts(facts, service)]
  }
  return [
    { code, sentence: `${title} has the cluster IP ${listed(clusterIPs)}`, place },
    ...before,
    ...allocated(facts, service),
    ...endpointFacts(facts, service),
    ...governs(facts, service),
    virtualAddress(service),
  ]
}

/** The manifest has an error since, and an earlier version is served. */
function lastGood(facts: SeenFacts, { namespace, name }: Service): Reason[] {
  const refusal = refusalOf(facts, (kind) => kind === 'Service', namespace, name)
  if (refusal === null) return []
  const sentence = `the last good version of the Service is served; its manifest has an error now: ${refusal.sentence}`
  return [{ ...refusal, code: 'KZ_WHY_REFUSED', sentence }]
}

// --- Addresses ---

function allocated({ originOf }: SeenFacts, service: Service): Reason[] {
  const { namespace, name, clusterIPs, location } = service
  const [address = ''] = clusterIPs
  const origin = originOf(serviceKey(namespace, name))
  if (origin === null) return []
  const code = 'KZ_WHY_ALLOCATED'
  const isOfManifest = origin.kind !== 'option' && origin.kind !== 'built-in'
  return [{ code, sentence: originText(origin, address), ...(isOfManifest && { place: location.place }) }]
}

function originText(origin: AddressOrigin, address: string): string {
  if (origin.kind === 'stated') return `the manifest states ${address}`
  if (origin.kind === 'annotation') return `${address} is that of kubezone.dev/cluster-ip: ${origin.value}`
  if (origin.kind === 'option') return `${address} is that of the option cluster_ip: ${origin.value}`
  const { range } = origin
  if (origin.kind === 'built-in') return `${address} is that of every cluster with the range ${range}`
  const local = range.startsWith('127.') ? ', on which this machine can listen' : ''
  const lock = origin.isKept ? '; the lock file keeps it' : ''
  return `kubezone allocates ${address} by the Service's name, from the range ${range}${local}, as the manifest states none${lock}`
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

/** A StatefulSet has the service as its `serviceName`, and the service is not headless. */
function governs({ inventory }: SeenFacts, { namespace, name }: Service): Reason[] {
  const [set] = inventory.workloads.governedBy(serviceKey(namespace, name))
  if (set === undefined) return []
  const sentence = `StatefulSet ${set.name} has serviceName: ${name}, which is not headless: this name is one address for all its pods`
  const place = placeOf(set.location, 'serviceName')
  return [{ code: 'KZ_WHY_SERVICE_NAME', sentence, place, hint: `set clusterIP: None in Service ${name}` }]
}

// --- Endpoints ---

function foundEndpoint({ inventory }: SeenFacts, service: Service, endpoint: string): Reason {
  const { namespace, name, selector, location } = service
  const code = 'KZ_WHY_FOUND'
  const title = `Service ${name} in ${namespace}`
  const pods = selector === null ? [] : inventory.pods.select(namespace, selector)
  const pod = pods.find((one) => one.hostname === endpoint && one.subdomain === name)
  if (pod === undefined)
    return { code, sentence: `${endpoint} is a ready endpoint of ${title}`, place: location.place }
  const sentence = `the pod ${pod.name} is a ready endpoint of ${title}, by its hostname ${endpoint} and its subdomain ${name}`
  return { code, sentence, place: pod.location.place }
}

function endpointFacts(facts: SeenFacts, service: Service): Reason[] {
  const { inventory, options } = facts
  const { namespace, name } = service
  if (options.noEndpoints) return []
  const { slices, hasPods, unused } = endpointSources(inventory, serviceKey(namespace, name))
  const code = 'KZ_WHY_ENDPOINTS'
  const found: Reason[] = slices.map((slice) => {
    const all = slice.subsets.flatMap(({ endpoints }) => endpoints)
    const ready = all.filter((one) => one.ready)
    const what = slice.form === 'slice' ? 'EndpointSlice' : 'Endpoints'
    const instead = service.selector !== null && !hasPods ? ', which counts before the selector' : ''
    const sentence = `${what} ${slice.name} lists ${counted(all.length, 'endpoint')}, ${ready.length} ready${instead}`
    return { code, sentence, place: slice.location.place }
  })
  if (unused !== null) {
    const sentence = `Endpoints ${unused.endpoints.name} does not count: ${UNUSED[unused.reason]}`
    found.push({ code, sentence, place: unused.endpoints.location.place })
  }
  return hasPods ? [...found, ...selectedFacts(facts, service)] : found
}

function selectedFacts({ inventory }: SeenFacts, service: Service): Reason[] {
  const { namespace, selector, publishNotReadyAddresses } = service
  if (selector === null) return []
  const code = 'KZ_WHY_ENDPOINTS'
  const found: Reason[] = []
  const pods = inventory.pods.select(namespace, selector)
  const counts = (pod: Pod): boolean => !pod.finished && (pod.ready || publishNotReadyAddresses)
  const endpoints = pods.filter(counts)
  const [first] = endpoints
  const how = publishNotReadyAddresses ? 'ready or not (publishNotReadyAddresses)' : 'ready'
  if (first !== undefined) {
    const names = listed(endpoints.map((pod) => `${pod.name} ${pod.podIPs.join(' ')}`))
    const sentence = `selector ${pairsOf(selector).join(',')} selects ${counted(endpoints.length, 'pod')}, ${how}: ${names}`
    found.push({ code, sentence, place: first.location.place })
  }
  const left = pods.filter((pod) => !counts(pod))
  if (left.length > 0) {
    const names = listed(left.map((pod) => `${pod.name}: ${whyNotReady(pod)}`))
    const sentence = `${counted(left.length, 'selected pod')} left out (${names})`
    found.push({ code, sentence })
  }
  return found
}

const UNUSED = {
  'no-service': 'no Service has its name',
  unmirrored: 'a label or an annotation keeps it out of DNS',
  slices: 'EndpointSlices of the Service come before it',
  pods: 'the Service has a selector, whose pods come before it',
  alias: 'the Service has the type ExternalName',
} as const

// --- Aliases ---

function foundAlias({ externalName, location }: Service, title: string): Reason[] {
  const place = placeOf(location, 'externalName')
  const sentence = `${title} is an alias of ${externalName} (ExternalName)`
  const next =
    'an alias changes the address alone: a client sends the name that it asked for, in the Host field and for certificates'
  return [
    { code: 'KZ_WHY_FOUND', sentence, place },
    { code: 'KZ_WHY_ALIAS', sentence: next },
  ]
}

/** What is wrong with the name that an alias leads to; `null`: nothing that can be seen. */
export function aliasProblem({ namespace, name, externalName, location }: Service): Reason | null {
  if (parseAddress(externalName) === null) return null
  return {
    code: 'KZ_WHY_EXTERNAL_NAME',
    sentence: `the externalName ${externalName} of Service ${name} in ${namespace} is an address, and an alias leads to a name`,
    place: placeOf(location, 'externalName'),
    hint: 'a Service without a selector, and an EndpointSlice with the address, have that address',
  }
}
