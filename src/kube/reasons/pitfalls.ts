/** What keeps a program from a service whose name resolves: none of it is the fault of DNS. */
import type { Reason } from '../../report/reason.ts'
import { idleReason } from '../lint/selectors.ts'
import { kindOf, type Pod, type Service, type ServicePort } from '../model/objects.ts'
import { pairsOf } from '../model/selector.ts'
import { type Asker, boundNode } from './asker.ts'
import { type ClusterFacts, listed, workloadsIn } from './facts.ts'
import { noEndpoints } from './no-endpoints.ts'
import { connectionBlocked, type PolicyEnd } from './policies.ts'

/** `port`: the one that the program asks for; `null`: any. */
export function pitfalls(
  facts: ClusterFacts,
  service: Service,
  asker: Asker | null,
  port: number | null,
): Reason[] {
  if (service.type === 'ExternalName') return []
  const { namespace, selector } = service
  const pods = selector === null ? [] : facts.inventory.pods.select(namespace, selector)
  const running = pods.filter((pod) => !pod.finished)
  const wanted = port === null ? service.ports : service.ports.filter((one) => one.port === port)
  const none = service.headless ? null : noEndpoints(facts, service, false)
  return [
    ...(none === null ? [] : [none]),
    ...missingServicePort(service, port),
    ...wanted.flatMap((one) => targetPort(service, one, running) ?? []),
    ...mixedPods(service, wanted, running),
    ...localOnly(service, running, asker),
    ...blockedBy(facts, wanted, running, asker),
  ]
}

function missingServicePort(
  { namespace, name, ports, headless, location }: Service,
  port: number | null,
): Reason[] {
  if (port === null || headless || ports.some((one) => one.port === port)) return []
  const there =
    ports.length === 0 ? 'it has no ports' : `it has ${listed(ports.map((one) => String(one.port)))}`
  return [
    {
      code: 'KZ_WHY_NO_PORT',
      sentence: `Service ${name} in ${namespace} has no port ${port}: ${there}`,
      place: location.place,
    },
  ]
}

/** The ports that a pod's containers list, as `80/TCP`. */
export function listedPorts({ ports, listedPorts: others = [] }: Pod): string[] {
  return [...ports.map(({ containerPort, protocol }) => `${containerPort}/${protocol}`), ...others]
}

/**
 * A named target port that no pod has is an error; a number that no pod lists is a doubt, because containers
 * need not list their ports.
 */
function targetPort(service: Service, port: ServicePort, pods: readonly Pod[]): Reason | null {
  const { namespace, name, location } = service
  const { targetPort: target, protocol } = port
  const code = 'KZ_WHY_TARGET_PORT'
  const title = `port ${port.port} of Service ${name} in ${namespace}`
  if (pods.length === 0) return null
  const { place } = location
  if (typeof target === 'string') {
    if (pods.some(({ ports }) => ports.some((one) => one.name === target && one.protocol === protocol)))
      return null
    const names = [...new Set(pods.flatMap(({ ports }) => ports.map((one) => one.name)))]
    const there = names.length === 0 ? 'they name none' : `they have ${listed(names)}`
    return {
      code,
      sentence: `no container has a port named ${target}, the target of ${title}: ${there}`,
      place,
    }
  }
  const all = new Set(pods.flatMap(listedPorts))
  if (all.size === 0 || all.has(`${target}/${protocol}`)) return null
  return {
    code,
    sentence: `no container lists port ${target}, the target of ${title}: they list ${listed([...all])}`,
    place,
  }
}

/** Pods of one workload list the target port, and those of another list ports without it. */
function mixedPods(service: Service, ports: readonly ServicePort[], pods: readonly Pod[]): Reason[] {
  const { namespace, name, selector, location } = service
  for (const { targetPort: target, protocol, port } of ports) {
    const hits = (pod: Pod): boolean =>
      typeof target === 'string'
        ? pod.ports.some((one) => one.name === target && one.protocol === protocol)
        : listedPorts(pod).includes(`${target}/${protocol}`)
    const without = pods.filter((pod) => listedPorts(pod).length > 0 && !hits(pod))
    const [first] = without
    if (first === undefined || !pods.some(hits)) continue
    const names = listed(without.map((pod) => pod.name))
    return [
      {
        code: 'KZ_WHY_MIXED_PODS',
        sentence:
          `selector ${pairsOf(selector).join(',')} of Service ${name} in ${namespace} also selects ${names}, ` +
          `whose containers do not list ${String(target)}, the target of port ${port}: they list ${listed(listedPorts(first))}`,
        place: first.location.place,
        hint: `select by a label that only the pods of ${name} have; the Service is at ${location.place.file}:${location.place.line}`,
      },
    ]
  }
  return []
}

/** `internalTrafficPolicy: Local`, where the pods are bound to other nodes than the asker's. */
function localOnly(service: Service, pods: readonly Pod[], asker: Asker | null): Reason[] {
  if (service.isLocal !== true) return []
  const { namespace, name, location } = service
  const bound = pods.map(boundNode)
  const nodes = bound.includes('') ? [] : [...new Set(bound)]
  const title = `Service ${name} in ${namespace} has internalTrafficPolicy: Local`
  const { place } = location
  const code = 'KZ_WHY_LOCAL'
  const general = `${title}: a connection reaches endpoints of the client's own node only, and fails where there is none`
  if (asker === null || asker.node === '' || nodes.length === 0) return [{ code, sentence: general, place }]
  if (nodes.includes(asker.node)) return []
  const sentence = `${title}, and no endpoint is on the node ${asker.node} of the asker: they are on ${listed(nodes)}`
  return [{ code: 'KZ_WHY_NO_LOCAL_ENDPOINT', sentence, place }]
}

function blockedBy(
  facts: ClusterFacts,
  ports: readonly ServicePort[],
  pods: readonly Pod[],
  asker: Asker | null,
): Reason[] {
  const [pod] = pods
  const [port] = ports
  if (pod === undefined || port === undefined) return []
  const named = pod.ports.find((one) => one.name === port.targetPort)?.containerPort
  const number = typeof port.targetPort === 'number' ? port.targetPort : named
  if (number === undefined) return []
  const target = { ...endOf(pod), protocol: port.protocol, port: number }
  const from = asker === null || asker.title === '' ? null : askerEnd(asker)
  const blocked = connectionBlocked(facts, from, target)
  return blocked === null ? [] : [blocked]
}

function endOf({ namespace, labels, podIPs, ports }: Pod): PolicyEnd {
  return { namespace, labels, address: podIPs[0] ?? null, ports }
}

export function askerEnd({ namespace, labels, address }: Asker): PolicyEnd {
  return { namespace, labels, address, ports: [] }
}

/** The workload of the cluster's DNS that runs no pods; `null`: it runs, or no manifest states it. */
export function noDnsPods(facts: ClusterFacts): Reason | null {
  const namespace = 'kube-system'
  const dns = workloadsIn(facts, namespace).find(({ name }) => name === 'coredns' || name === 'kube-dns')
  const why = dns === undefined ? null : idleReason(dns)
  if (dns === undefined || why === null) return null
  return {
    code: 'KZ_WHY_NO_DNS',
    sentence: `${kindOf(dns)} ${dns.name} in ${namespace} ${why}: the cluster answers no DNS question`,
    place: dns.location.place,
  }
}
