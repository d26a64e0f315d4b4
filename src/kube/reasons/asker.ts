/**
 * The pod that asks: its resolv.conf as the kubelet writes it (dnsPolicy, dnsConfig), and what of it keeps
 * names of the cluster from resolving.
 */
import type { Place } from '../../report/diagnostic.ts'
import type { Reason } from '../../report/reason.ts'
import { suggest } from '../../report/suggestion.ts'
import { kindOf, type Labels, type Pod, type PodShape, type Workload } from '../model/objects.ts'
import { type ClusterFacts, listed, workloadsIn } from './facts.ts'

export interface Asker {
  readonly namespace: string
  /** `Pod api-0`, `Deployment api`; empty: any pod of the namespace. */
  readonly title: string
  readonly place: Place | null
  /** Canonical text; `null`: it has none, or none is known. */
  readonly address: string | null
  readonly labels: Labels
  readonly node: string
  /** In the order of the `search` line. */
  readonly search: readonly string[]
  readonly ndots: number
  /** Whether its questions come to the cluster's DNS. */
  readonly asksCluster: boolean
  /** The name servers, if they are not the cluster's; empty: the cluster's, or those of its node. */
  readonly nameservers: readonly string[]
  /** `hostAliases`: names that its resolver finds in /etc/hosts. */
  readonly hosts: NonNullable<PodShape['dns']>['hosts']
  /** What keeps its questions from the cluster's DNS. */
  readonly reasons: readonly Reason[]
}

/** kubectl's words for kinds. */
const KINDS: Readonly<Record<string, string>> = {
  po: 'Pod',
  pod: 'Pod',
  pods: 'Pod',
  deploy: 'Deployment',
  deployment: 'Deployment',
  deployments: 'Deployment',
  sts: 'StatefulSet',
  statefulset: 'StatefulSet',
  statefulsets: 'StatefulSet',
  ds: 'DaemonSet',
  daemonset: 'DaemonSet',
  daemonsets: 'DaemonSet',
  rs: 'ReplicaSet',
  replicaset: 'ReplicaSet',
  replicasets: 'ReplicaSet',
  rc: 'ReplicationController',
  job: 'Job',
  jobs: 'Job',
}

/** The value that the kubelet writes. */
const POD_NDOTS = 5
/** resolv.conf(5), and the kubelet's own limit. */
const MAX_SEARCH = 32
const MAX_NDOTS = 15

/** The search list that the kubelet gives to pods of a namespace. */
export function clusterSearch(namespace: string, domain: string): string[] {
  return [`${namespace}.svc.${domain}`, `svc.${domain}`, domain]
}

/** Any pod of a namespace, with the defaults. */
export function anyPod(namespace: string, domain: string): Asker {
  return {
    namespace,
    title: '',
    place: null,
    address: null,
    labels: null,
    node: '',
    search: clusterSearch(namespace, domain),
    ndots: POD_NDOTS,
    asksCluster: true,
    nameservers: [],
    hosts: [],
    reasons: [],
  }
}

/**
 * `NAMESPACE/POD`, `NAMESPACE/KIND/NAME`, or `POD` in `namespace`. A text says that no such pod or workload
 * is there.
 */
export function readAsker(
  facts: ClusterFacts,
  from: string,
  namespace: string,
  domain: string,
): Asker | string {
  const parts = from.split('/')
  const [first = '', second = '', third] = parts
  if (parts.length > 3 || parts.includes('')) {
    return `'${from}' names no pod: expected NAMESPACE/POD, or NAMESPACE/KIND/NAME such as web/deployment/api`
  }
  // `deployment/api` in the namespace of the command line.
  const hasKind = third !== undefined || (parts.length === 2 && KINDS[first.toLowerCase()] !== undefined)
  const [where, word, name] =
    third !== undefined
      ? [first, second, third]
      : hasKind
        ? [namespace, first, second]
        : [parts.length === 2 ? first : namespace, 'pod', parts.length === 2 ? second : first]
  const kind = KINDS[word.toLowerCase()]
  if (kind === undefined)
    return `'${word}' is no kind of workload: expected pod, deployment, statefulset, daemonset, replicaset or job`
  return kind === 'Pod'
    ? podAsker(facts, where, name, domain)
    : workloadAsker(facts, where, kind, name, domain)
}

function podAsker(facts: ClusterFacts, namespace: string, name: string, domain: string): Asker | string {
  const pods = [...facts.inventory.pods.all()].filter((pod) => pod.namespace === namespace)
  const pod = pods.find((one) => one.name === name)
  if (pod !== undefined) return askerOf(facts, pod, `Pod ${name}`, pod, domain)
  // A name without its hash, or that of the workload.
  const workload = workloadsIn(facts, namespace).find((one) => one.name === name && one.template !== null)
  if (workload !== undefined) return workloadAsker(facts, namespace, kindOf(workload), name, domain)
  return unknown(
    'pod',
    namespace,
    name,
    pods.map((one) => one.name),
  )
}

function workloadAsker(
  facts: ClusterFacts,
  namespace: string,
  kind: string,
  name: string,
  domain: string,
): Asker | string {
  const workloads = workloadsIn(facts, namespace).filter((one) => kindOf(one) === kind)
  const workload = workloads.find((one) => one.name === name)
  if (workload?.template == null)
    return unknown(
      kind,
      namespace,
      name,
      workloads.map((one) => one.name),
    )
  return askerOf(facts, workload.template, `${kind} ${name}`, podOf(facts, workload) ?? workload, domain)
}

/** A pod of the workload: the first that has its labels. */
function podOf({ inventory }: ClusterFacts, { namespace, template }: Workload): Pod | null {
  const labels = template?.labels ?? null
  return labels === null ? null : (inventory.pods.select(namespace, labels)[0] ?? null)
}

function unknown(what: string, namespace: string, name: string, names: readonly string[]): string {
  const near = suggest(name, names)
  const there = names.length === 0 ? '' : `; there is ${listed(names)}`
  return `no ${what} ${name} in ${namespace}${near === null ? there : `; did you mean ${near}?`}`
}

function askerOf(
  facts: ClusterFacts,
  shape: PodShape,
  title: string,
  holder: Pod | Workload,
  domain: string,
): Asker {
  const { namespace, location } = holder
  const { dns, hostNetwork, labels } = shape
  const stated = dns?.policy ?? 'ClusterFirst'
  // The kubelet's rule: a pod in the node's network has the node's resolver, unless it says otherwise.
  const isHost = stated === 'ClusterFirst' && hostNetwork
  const policy = isHost ? 'Default' : stated
  const own = dns?.nameservers ?? []
  const isCluster = policy === 'ClusterFirst' || policy === 'ClusterFirstWithHostNet'
  const asksCluster = isCluster || own.some((server) => isClusterServer(facts, server))
  const base = isCluster ? clusterSearch(namespace, domain) : []
  const search = [...new Set([...base, ...(dns?.searches ?? [])])].slice(0, MAX_SEARCH)
  const { place } = location
  const address = holder.kind === 'Pod' ? (holder.podIPs[0] ?? null) : null
  return {
    namespace,
    title,
    place,
    address,
    labels,
    node: boundNode(shape),
    search,
    ndots: ndotsOf(dns?.options ?? [], isCluster),
    asksCluster,
    nameservers: isCluster ? [] : own,
    hosts: dns?.hosts ?? [],
    reasons: policyReasons(title, place, { policy, isHost, own, search, asksCluster }, domain),
  }
}

const HOSTNAME = 'kubernetes.io/hostname'

/** The one node that a pod runs on, or may run on; empty: any. */
export function boundNode({ nodeName, placement }: Pick<PodShape, 'nodeName' | 'placement'>): string {
  return nodeName === '' ? (placement?.nodeSelector?.[HOSTNAME] ?? '') : nodeName
}

function ndotsOf(options: readonly string[], isCluster: boolean): number {
  const stated = options.flatMap((option) => /^ndots:(\d+)$/.exec(option)?.[1] ?? []).at(-1)
  if (stated !== undefined) return Math.min(Number(stated), MAX_NDOTS)
  return isCluster ? POD_NDOTS : 1
}

/** Where NodeLocal DNSCache listens. */
const NODE_LOCAL = '169.254.20.10'

/** Whether a name server is the cluster's DNS: its Service, or the cache of the node. */
function isClusterServer({ inventory }: ClusterFacts, server: string): boolean {
  if (server === NODE_LOCAL) return true
  return inventory.servicesAt(server).some(({ namespace, ports }) => {
    return (
      namespace === 'kube-system' || ports.some(({ port, protocol }) => port === 53 && protocol === 'UDP')
    )
  })
}

interface Resolution {
  readonly asksCluster: boolean
  readonly policy: string
  readonly isHost: boolean
  readonly own: readonly string[]
  readonly search: readonly string[]
}

function policyReasons(
  title: string,
  place: Place,
  { policy, isHost, own, search, asksCluster }: Resolution,
  domain: string,
): Reason[] {
  const code = 'KZ_WHY_DNS_POLICY'
  if (isHost) {
    return [
      {
        code,
        sentence: `${title} has hostNetwork: true and dnsPolicy ClusterFirst, so it asks the name servers of its node, which do not know the cluster's names`,
        place,
        hint: 'set dnsPolicy: ClusterFirstWithHostNet',
      },
    ]
  }
  if (policy === 'Default') {
    return [
      {
        code,
        sentence: `${title} has dnsPolicy: Default, so it asks the name servers of its node, which do not know the cluster's names`,
        place,
        hint: 'set dnsPolicy: ClusterFirst, or leave it out',
      },
    ]
  }
  if (policy !== 'None') return []
  const hasSearch = search.some((one) => one === domain || one.endsWith(`.${domain}`))
  if (asksCluster) {
    const sentence = `${title} has dnsPolicy: None and a search list without the cluster's domains, so short names do not resolve`
    return hasSearch
      ? []
      : [{ code: 'KZ_WHY_SEARCH_LIST', sentence, place, hint: 'name the domains in dnsConfig.searches' }]
  }
  const list = hasSearch ? '' : ", and a search list without the cluster's domains"
  return [
    {
      code,
      sentence: `${title} has dnsPolicy: None with the name server ${listed(own)}${list}: its questions do not come to the cluster's DNS`,
      place,
      hint: "set dnsPolicy: ClusterFirst, or name the cluster's DNS in dnsConfig.nameservers",
    },
  ]
}
