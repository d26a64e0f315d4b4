/**
 * What the NetworkPolicies of the manifests allow. They add up: a pod that a policy selects is limited to
 * what all policies that select it allow together. A pod that no policy selects is not limited.
 */
import type { Reason } from '../../report/reason.ts'
import { isInRange, parseAddress, parseRange } from '../../wire/address.ts'
import { isSelected, queryText } from '../model/label-query.ts'
import type { LabelQuery, PolicyPeer, PolicyPort, PolicyRule } from '../model/network-policy.ts'
import type { ContainerPort, Labels, NetworkPolicy } from '../model/objects.ts'
import { type ClusterFacts, listed } from './facts.ts'

/** A pod at one end of a connection. */
export interface PolicyEnd {
  readonly namespace: string
  readonly labels: Labels
  /** `null`: not known, so no range of addresses covers it for certain. */
  readonly address: string | null
  /** The named ports of its containers. */
  readonly ports: readonly ContainerPort[]
}

export interface PolicyTarget extends PolicyEnd {
  readonly protocol: string
  /** The port of the pod. */
  readonly port: number
}

/** The DNS pods that kubeadm and most distributions run, as far as policies see them. */
const DNS_PODS: PolicyEnd = {
  namespace: 'kube-system',
  labels: { 'k8s-app': 'kube-dns' },
  address: null,
  ports: [
    { name: 'dns', protocol: 'UDP', containerPort: 53 },
    { name: 'dns-tcp', protocol: 'TCP', containerPort: 53 },
  ],
}

/** Where else DNS is asked: the cache of the node, and the pods of OpenShift, which have another port. */
const OTHER_DNS: readonly (PolicyEnd & { readonly port: number })[] = [
  {
    namespace: 'kube-system',
    labels: { 'k8s-app': 'node-local-dns' },
    address: '169.254.20.10',
    ports: [],
    port: 53,
  },
  {
    namespace: 'openshift-dns',
    labels: { 'dns.operator.openshift.io/daemonset-dns': 'default' },
    address: null,
    ports: [
      { name: 'dns', protocol: 'UDP', containerPort: 5353 },
      { name: 'dns-tcp', protocol: 'TCP', containerPort: 5353 },
    ],
    port: 5353,
  },
]

/** The label that every namespace has. */
const NAME_LABEL = 'kubernetes.io/metadata.name'

/** The policies that keep a pod from asking the cluster's DNS; `null`: it may, or no policy limits it. */
export function dnsBlocked(facts: ClusterFacts, asker: PolicyEnd): Reason | null {
  return dnsBlockedBy(facts, policiesOf(facts, asker))
}

/**
 * As `dnsBlocked`, for any pod of a namespace: `null` also if a policy of some of the pods lets them ask.
 */
export function allBlocked(facts: ClusterFacts, namespace: string): Reason | null {
  const limiting = policiesOf(facts, null, namespace)
  const ofAll = limiting.filter(({ pods: { labels, expressions } }) => {
    return Object.keys(labels ?? {}).length + expressions.length === 0
  })
  return ofAll.some(({ egress }) => egress !== null) ? dnsBlockedBy(facts, limiting) : null
}

function dnsBlockedBy(facts: ClusterFacts, policies: readonly NetworkPolicy[]): Reason | null {
  const limiting = policies.filter(({ egress }) => egress !== null)
  if (limiting.length === 0) return null
  const dns = [...dnsPods(facts).map((one) => ({ ...one, port: 53 })), ...OTHER_DNS]
  const ways = ['UDP', 'TCP'].filter((protocol) =>
    dns.some((one) => allows(facts, limiting, 'egress', { ...one, protocol })),
  )
  if (ways.includes('UDP')) return null
  const names = listed(limiting.map(({ name }) => name))
  const only = ways.length === 0 ? 'no rule' : 'a rule for TCP alone, and no rule'
  const what = limiting.length === 1 ? `NetworkPolicy ${names} limits` : `the NetworkPolicies ${names} limit`
  const [first] = limiting
  return {
    code: 'KZ_WHY_POLICY_DNS',
    sentence: `${what} the egress of these pods (${queryOf(limiting)}), with ${only} that lets UDP 53 to the DNS pods pass`,
    ...(first !== undefined && { place: first.location.place }),
    hint: 'allow egress to UDP and TCP 53 of the pods k8s-app=kube-dns in kube-system',
  }
}

/** The policies that keep a connection from a target; `null`: nothing keeps it, as far as policies say. */
export function connectionBlocked(
  facts: ClusterFacts,
  asker: PolicyEnd | null,
  target: PolicyTarget,
): Reason | null {
  const inward = policiesOf(facts, target).filter(({ ingress }) => ingress !== null)
  const port = `${target.protocol} ${target.port}`
  if (inward.length > 0 && !allowsFrom(facts, inward, asker, target)) {
    const [first] = inward
    const who = asker === null ? 'any pod' : 'the asker'
    const names = listed(inward.map(({ name }) => name))
    return {
      code: 'KZ_WHY_POLICY_INGRESS',
      sentence: `NetworkPolicy ${names} does not let ${who} in at ${port} of the target (${queryOf(inward)})`,
      ...(first !== undefined && { place: first.location.place }),
    }
  }
  if (asker === null) return null
  const outward = policiesOf(facts, asker).filter(({ egress }) => egress !== null)
  if (outward.length === 0 || allows(facts, outward, 'egress', target)) return null
  const [first] = outward
  const names = listed(outward.map(({ name }) => name))
  return {
    code: 'KZ_WHY_POLICY_EGRESS',
    sentence: `NetworkPolicy ${names} does not let the asker (${queryOf(outward)}) out to ${port} of the target`,
    ...(first !== undefined && { place: first.location.place }),
  }
}

function queryOf(policies: readonly NetworkPolicy[]): string {
  return listed([...new Set(policies.map(({ pods }) => queryText(pods)))])
}

/** `null`: the policies of all pods of a namespace. */
function policiesOf(
  { stated }: ClusterFacts,
  end: PolicyEnd | null,
  namespace = end?.namespace,
): NetworkPolicy[] {
  const found: NetworkPolicy[] = []
  for (const object of stated()) {
    if (object.kind !== 'NetworkPolicy' || object.namespace !== namespace) continue
    if (end === null || isSelected(object.pods, end.labels)) found.push(object)
  }
  return found
}

/** The pods of the manifests that answer DNS, or those of kubeadm. */
function dnsPods({ inventory }: ClusterFacts): PolicyEnd[] {
  const stated = inventory.pods
    .select('kube-system', { 'k8s-app': 'kube-dns' })
    .map(({ namespace, labels, podIPs, ports }) => ({
      namespace,
      labels,
      address: podIPs[0] ?? null,
      ports: ports.length === 0 ? DNS_PODS.ports : ports,
    }))
  return stated.length === 0 ? [DNS_PODS] : stated
}

function allows(
  facts: ClusterFacts,
  policies: readonly NetworkPolicy[],
  way: 'egress' | 'ingress',
  target: PolicyTarget,
): boolean {
  return policies.some((policy) =>
    (policy[way] ?? []).some((rule) => hasPort(rule, target) && hasPeer(facts, rule, policy, target)),
  )
}

/** Without an asker: whether any pod may connect. */
function allowsFrom(
  facts: ClusterFacts,
  policies: readonly NetworkPolicy[],
  asker: PolicyEnd | null,
  target: PolicyTarget,
): boolean {
  return policies.some((policy) =>
    (policy.ingress ?? []).some(
      (rule) => hasPort(rule, target) && (asker === null || hasPeer(facts, rule, policy, asker)),
    ),
  )
}

function hasPort({ ports }: PolicyRule, target: PolicyTarget): boolean {
  return ports.length === 0 || ports.some((one) => covers(one, target))
}

function covers({ protocol, port, endPort }: PolicyPort, target: PolicyTarget): boolean {
  if (protocol !== target.protocol) return false
  if (port === null) return true
  if (typeof port === 'number') return target.port >= port && target.port <= (endPort ?? port)
  return target.ports.some(
    (one) => one.name === port && one.protocol === protocol && one.containerPort === target.port,
  )
}

function hasPeer(
  facts: ClusterFacts,
  { peers }: PolicyRule,
  { namespace }: NetworkPolicy,
  end: PolicyEnd,
): boolean {
  return peers.length === 0 || peers.some((peer) => isPeer(facts, peer, namespace, end))
}

function isPeer(
  { inventory }: ClusterFacts,
  { pods, namespaces, range, except }: PolicyPeer,
  own: string,
  end: PolicyEnd,
): boolean {
  if (range !== null) return isWithin(range, except, end.address)
  const isThere =
    namespaces === null
      ? end.namespace === own
      : isNamespace(namespaces, end.namespace, inventory.namespace(end.namespace)?.labels)
  return isThere && (pods === null || isSelected(pods, end.labels))
}

/** `labels`: `undefined` if no manifest states the namespace, whose labels are then not known. */
function isNamespace(query: LabelQuery, name: string, labels: Labels | undefined): boolean {
  if (isSelected(query, { ...labels, [NAME_LABEL]: name })) return true
  return labels === undefined && Object.values(query.labels ?? {}).includes(name)
}

/** Of an address that is not known, only a range of all addresses of a family is sure to hold it. */
function isWithin(range: string, except: readonly string[], address: string | null): boolean {
  if (address === null) return parseRange(range)?.prefix === 0 || isPrivate(range)
  const octets = parseAddress(address)
  const within = (text: string): boolean => {
    const parsed = parseRange(text)
    return parsed !== null && octets !== null && isInRange(octets, parsed)
  }
  return within(range) && !except.some(within)
}

/** A large private range may be that of the pods: an accusation would be a guess. */
function isPrivate(range: string): boolean {
  const [first = ''] = range.split('.')
  return ['10', '172', '192', '100'].includes(first) || range.toLowerCase().startsWith('f')
}
