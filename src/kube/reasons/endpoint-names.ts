/** Why a name of an endpoint or of a pod below a service does not exist. */
import type { Reason } from '../../report/reason.ts'
import { nearestName } from '../inventory/name-index.ts'
import { placeOf } from '../model/field-places.ts'
import { serviceKey } from '../model/keys.ts'
import type { Pod, Service, Workload } from '../model/objects.ts'
import { matchesAll, pairsOf } from '../model/selector.ts'
import { dashedAddress } from '../records/endpoints.ts'
import { counted, listed, type SeenFacts, titleOf } from './facts.ts'
import { numbered } from './missing-service.ts'
import { noEndpoints, whyNotReady } from './no-endpoints.ts'

/** `ENDPOINT.SERVICE.NAMESPACE.svc` does not exist, and the service does. */
export function missingEndpoint(
  facts: SeenFacts,
  service: Service,
  endpoint: string,
  isBrief: boolean,
): Reason {
  const { namespace, name, location } = service
  const title = `Service ${name} in ${namespace}`
  const { place } = location
  const code = 'KZ_WHY_NO_ENDPOINT'
  if (service.type === 'ExternalName') {
    const sentence = `${title} is an alias (ExternalName), which has no names below it`
    return { code, sentence, place }
  }
  const plain: Reason = { code, sentence: `${title} has no endpoint ${endpoint}`, place }
  if (isBrief) return plain
  return (
    podBehind(facts, service, endpoint, plain) ??
    podOfSet(facts, service, endpoint, plain) ??
    podOfOther(facts, service, endpoint, plain) ??
    noEndpoints(facts, service, false) ??
    nearEndpoint(facts, service, endpoint, plain)
  )
}

// --- The pod is there ---

/** A pod of that name is there, and does not have the name below the service. */
function podBehind(facts: SeenFacts, service: Service, endpoint: string, plain: Reason): Reason | null {
  const pod = podNamed(facts, service, endpoint)
  if (pod === null) return null
  const { name, selector } = service
  const { place } = pod.location
  if (selector === null || !matchesAll(selector, pod.labels)) {
    const why =
      selector === null
        ? `it has no selector, which would select the pod ${pod.name}`
        : `its selector ${pairsOf(selector).join(',')} does not select the pod ${pod.name}`
    const sentence = `${plain.sentence}: ${why}`
    return { ...plain, sentence, place: placeOf(service.location, 'selector') }
  }
  if (pod.finished || (!pod.ready && !service.publishNotReadyAddresses)) {
    const sentence = `${plain.sentence}: the pod ${pod.name} is not ready (${whyNotReady(pod)})`
    return { code: 'KZ_WHY_NOT_READY', sentence, place }
  }
  const set = statefulSetOf(facts, service.namespace, endpoint)
  if (set !== null && set.serviceName !== name) return otherServiceName(facts, set, service, endpoint, plain)
  return nameless(pod, service, plain)
}

/** A pod by its name or host name, first among those that the service selects. */
function podNamed({ inventory }: SeenFacts, service: Service, endpoint: string): Pod | null {
  const { namespace, selector } = service
  const isMeant = (pod: Pod): boolean => pod.name === endpoint || pod.hostname === endpoint
  const selected = selector === null ? undefined : inventory.pods.select(namespace, selector).find(isMeant)
  if (selected !== undefined) return selected
  for (const pod of inventory.pods.all()) if (pod.namespace === namespace && isMeant(pod)) return pod
  return null
}

/** A ready endpoint whose name below the service is another one; `null`: it has the name. */
function nameless(pod: Pod, { name }: Service, plain: Reason): Reason | null {
  const { place } = pod.location
  const [address] = pod.podIPs
  const own = address === undefined ? '' : `${dashedAddress(address)}.${name}`
  const code = 'KZ_WHY_NO_HOSTNAME'
  if (pod.hostname === '') {
    const sentence = `${plain.sentence}: the pod ${pod.name} has no hostname, so its name is made of its address`
    return { code, sentence, place, ...(own !== '' && { hint: `did you mean ${own}?` }) }
  }
  if (pod.subdomain !== name) {
    const has = pod.subdomain === '' ? 'no subdomain' : `the subdomain ${pod.subdomain}`
    const sentence = `${plain.sentence}: the pod ${pod.name} has ${has}`
    return { code, sentence, place, hint: `set subdomain: ${name} in the pod` }
  }
  if (pod.name === pod.hostname) return null
  const sentence = `${plain.sentence}: the pod ${pod.name} has the hostname ${pod.hostname}`
  return { code, sentence, place, hint: `did you mean ${pod.hostname}.${name}?` }
}

// --- The pod is not there ---

/** `db-3` where a StatefulSet `db` is there. */
function podOfSet(facts: SeenFacts, service: Service, endpoint: string, plain: Reason): Reason | null {
  const set = statefulSetOf(facts, service.namespace, endpoint)
  if (set === null) return null
  if (set.serviceName !== service.name) return otherServiceName(facts, set, service, endpoint, plain)
  const pods: string[] = []
  for (const pod of facts.inventory.pods.all()) {
    if (pod.namespace === set.namespace && numbered(pod.name) === set.name) pods.push(pod.name)
  }
  const place = placeOf(set.location, 'replicas')
  const code = 'KZ_WHY_ORDINAL'
  if (pods.length === 0)
    return { code, sentence: `${plain.sentence}: StatefulSet ${set.name} has no pods`, place }
  pods.sort((a, b) => ordinalOf(a) - ordinalOf(b))
  const names = pods.length > 3 ? `${pods[0]} to ${pods.at(-1)}` : listed(pods)
  return {
    code,
    sentence: `${plain.sentence}: StatefulSet ${set.name} has ${counted(pods.length, 'pod')}: ${names}`,
    place,
  }
}

function ordinalOf(pod: string): number {
  return Number(pod.slice(pod.lastIndexOf('-') + 1))
}

/** The letters of the names that Kubernetes generates. */
const GENERATED = '[bcdfghjklmnpqrstvwxz2456789]'
const OF_WORKLOAD = new RegExp(
  `^(.+?)-(?:\\d+|(?:[a-f0-9]|${GENERATED}){6,10}-${GENERATED}{5}|${GENERATED}{5})$`,
)

/** `db-0` or `db-6f7c9d8b5-x2x4z` where a Deployment `db` is there. */
function podOfOther(facts: SeenFacts, service: Service, endpoint: string, plain: Reason): Reason | null {
  const base = OF_WORKLOAD.exec(endpoint)?.[1]
  if (base === undefined) return null
  const workloads = [...facts.inventory.workloads.named(service.namespace, base)]
  const workload = workloads.find(({ form }) => form !== 'StatefulSet')
  if (workload === undefined) return null
  const advice =
    workload.form === 'Deployment'
      ? `, or make ${workload.name} a StatefulSet with serviceName: ${service.name}`
      : ''
  return {
    code: 'KZ_WHY_NO_HOSTNAME',
    sentence: `${plain.sentence}: the pods of ${titleOf(workload)} have no names, as those of a StatefulSet have`,
    place: workload.location.place,
    hint: `ask for ${service.name}${advice}`,
  }
}

function statefulSetOf({ inventory }: SeenFacts, namespace: string, pod: string): Workload | null {
  const base = numbered(pod)
  if (base === null) return null
  const sets = [...inventory.workloads.named(namespace, base)]
  return sets.find(({ form }) => form === 'StatefulSet') ?? null
}

/** The pods of a StatefulSet have their names below another Service. */
function otherServiceName(
  { inventory }: SeenFacts,
  set: Workload,
  { name, namespace }: Service,
  endpoint: string,
  plain: Reason,
): Reason {
  const base = `${plain.sentence}: StatefulSet ${set.name} has`
  const code = 'KZ_WHY_SERVICE_NAME'
  const place = placeOf(set.location, 'serviceName')
  const { serviceName } = set
  const hint = `set serviceName: ${name} in StatefulSet ${set.name}`
  if (serviceName === '')
    return { code, sentence: `${base} no serviceName, so its pods have no names`, place, hint }
  const sentence = `${base} serviceName: ${serviceName}, and its pods have their names below that Service`
  return inventory.services.has(serviceKey(namespace, serviceName))
    ? { code, sentence, place, hint: `did you mean ${endpoint}.${serviceName}?` }
    : { code, sentence, place, hint }
}

/** The names that the endpoints have. */
function nearEndpoint({ inventory }: SeenFacts, service: Service, endpoint: string, plain: Reason): Reason {
  const { namespace, name, selector } = service
  if (selector === null) return plain
  const pods = inventory.pods.select(namespace, selector)
  const hostnames = pods.flatMap((pod) => (pod.hostname !== '' && pod.subdomain === name ? pod.hostname : []))
  const near = nearestName(endpoint, hostnames)
  return near === null ? plain : { ...plain, hint: `did you mean ${near}.${name}?` }
}
