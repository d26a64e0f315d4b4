/** Why a name below a service does not exist: that of an endpoint, of a pod, or of a port. */
import type { Reason } from '../../report/reason.ts'
import { suggest } from '../../report/suggestion.ts'
import { kindOf, type Service, type Workload } from '../model/objects.ts'
import { matchesAll } from '../model/selector.ts'
import { counted, listed, type SeenFacts, workloadsIn } from './facts.ts'
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
  if (service.type === 'ExternalName') {
    const sentence = `${title} is an alias (ExternalName), which has no names below it`
    return { code: 'KZ_WHY_NO_ENDPOINT', sentence, place }
  }
  const plain: Reason = {
    code: 'KZ_WHY_NO_ENDPOINT',
    sentence: `${title} has no endpoint ${endpoint}`,
    place,
  }
  if (isBrief) return plain
  return (
    podBehind(facts, service, endpoint, plain) ??
    numberedPod(facts, service, endpoint, plain) ??
    noEndpoints(facts, service, false) ??
    plain
  )
}

/** A pod of that name is there, and does not have the name below the service. */
function podBehind(facts: SeenFacts, service: Service, endpoint: string, plain: Reason): Reason | null {
  const { namespace, name, selector } = service
  const pod = [...facts.inventory.pods.all()].find(
    (one) => one.namespace === namespace && (one.name === endpoint || one.hostname === endpoint),
  )
  if (pod === undefined) return null
  const { place } = pod.location
  if (selector === null || !matchesAll(selector, pod.labels)) {
    const sentence = `${plain.sentence}: its selector does not select the pod ${pod.name}`
    return { ...plain, sentence, place }
  }
  if (pod.finished || (!pod.ready && !service.publishNotReadyAddresses)) {
    const sentence = `${plain.sentence}: the pod ${pod.name} is not ready (${whyNotReady(pod)})`
    return { code: 'KZ_WHY_NOT_READY', sentence, place }
  }
  const set = statefulSetOf(facts, namespace, endpoint)
  if (set !== null && set.serviceName !== name) return otherServiceName(set, service, plain)
  if (pod.hostname === '') {
    return {
      code: 'KZ_WHY_NO_HOSTNAME',
      sentence: `${plain.sentence}: the pod ${pod.name} has no hostname, so its name is made of its address`,
      place,
      hint: `pods of a StatefulSet with serviceName: ${name} have names`,
    }
  }
  if (pod.subdomain !== name) {
    const has = pod.subdomain === '' ? 'no subdomain' : `the subdomain ${pod.subdomain}`
    const sentence = `${plain.sentence}: the pod ${pod.name} has ${has}`
    return { code: 'KZ_WHY_NO_HOSTNAME', sentence, place, hint: `set subdomain: ${name} in the pod` }
  }
  return null
}

/** `db-3` where a StatefulSet or a Deployment `db` is there. */
function numberedPod(facts: SeenFacts, service: Service, endpoint: string, plain: Reason): Reason | null {
  const { namespace } = service
  const set = statefulSetOf(facts, namespace, endpoint)
  if (set !== null) {
    if (set.serviceName !== service.name) return otherServiceName(set, service, plain)
    const pods = [...facts.inventory.pods.all()]
      .filter((one) => one.namespace === namespace && one.subdomain === set.serviceName)
      .map((one) => one.name)
      .filter((one) => one.startsWith(`${set.name}-`))
    const there = pods.length === 0 ? 'it has no pods' : `it has ${listed(pods)}`
    const sentence = `${plain.sentence}: StatefulSet ${set.name} has ${counted(pods.length, 'pod')}, ${there}`
    return {
      code: 'KZ_WHY_ORDINAL',
      sentence: pods.length === 0 ? `${plain.sentence}: StatefulSet ${set.name} has no pods` : sentence,
      place: set.location.place,
    }
  }
  const base = /^(.+)-[a-z0-9]+$/.exec(endpoint)?.[1]
  const workloads = workloadsIn(facts, namespace).filter(({ form }) => form !== 'StatefulSet')
  const workload = workloads.find(({ name }) => name === base || endpoint.startsWith(`${name}-`))
  if (workload === undefined) return null
  const title = `${kindOf(workload)} ${workload.name}`
  return {
    code: 'KZ_WHY_NO_HOSTNAME',
    sentence: `${plain.sentence}: the pods of ${title} have no names, as those of a StatefulSet have`,
    place: workload.location.place,
    hint: `ask for ${service.name}, or make ${workload.name} a StatefulSet with serviceName: ${service.name}`,
  }
}

function statefulSetOf(facts: SeenFacts, namespace: string, pod: string): Workload | null {
  const base = /^(.+)-\d+$/.exec(pod)?.[1]
  return (
    workloadsIn(facts, namespace).find(({ form, name }) => form === 'StatefulSet' && name === base) ?? null
  )
}

function otherServiceName(set: Workload, { name }: Service, plain: Reason): Reason {
  const names = set.serviceName === '' ? 'no serviceName' : `serviceName: ${set.serviceName}`
  return {
    code: 'KZ_WHY_SERVICE_NAME',
    sentence: `${plain.sentence}: StatefulSet ${set.name} has ${names}, and its pods have their names below that Service`,
    place: set.location.place,
    hint: `set serviceName: ${name} in StatefulSet ${set.name}`,
  }
}

/** `_PORT._PROTOCOL.SERVICE.NAMESPACE.svc` does not exist, and the service does. */
export function missingPort(
  facts: SeenFacts,
  service: Service,
  port: string,
  protocol: string,
  isBrief: boolean,
): Reason {
  const { namespace, name, ports, location, headless } = service
  const title = `Service ${name} in ${namespace}`
  const { place } = location
  const code = 'KZ_WHY_NO_PORT'
  const wanted = `${title} has no port ${port}/${protocol.toUpperCase()}`
  if (service.type === 'ExternalName')
    return { code, sentence: `${title} is an alias (ExternalName), which has no SRV records`, place }
  const same = ports.filter((one) => one.name.toLowerCase() === port)
  const own = same.find((one) => one.protocol.toLowerCase() === protocol)
  if (own !== undefined) {
    if (typeof own.targetPort === 'string' && headless) {
      const sentence = `no container of the pods of ${title} has a port named ${own.targetPort}, the target of port ${port}`
      return { code: 'KZ_WHY_TARGET_PORT', sentence, place }
    }
    return noEndpoints(facts, service, isBrief) ?? { code, sentence: wanted, place }
  }
  const [other] = same
  if (other !== undefined)
    return { code, sentence: wanted, place, hint: `did you mean _${port}._${other.protocol.toLowerCase()}?` }
  const unnamed = ports.filter((one) => one.name === '')
  if (unnamed.length > 0) {
    const numbers = listed(unnamed.map((one) => String(one.port)))
    return {
      code: 'KZ_WHY_PORT_UNNAMED',
      sentence: `${wanted}: its port ${numbers} has no name, so it has no SRV record of its own`,
      place,
      hint: `name the port: ports: [{name: ${port}, port: ${unnamed[0]?.port}}]`,
    }
  }
  const near = suggest(
    port,
    ports.map((one) => one.name),
  )
  const there = ports.length === 0 ? 'it has no ports' : `it has ${listed(ports.map((one) => one.name))}`
  return {
    code,
    sentence: `${wanted}: ${there}`,
    place,
    ...(near !== null && { hint: `did you mean _${near}._${protocol}?` }),
  }
}
