/**
 * The names that a resolver in a pod queries for a name: the kubelet writes a search list into the pod's
 * resolv.conf (dnsPolicy ClusterFirst), and glibc tries its domains in an order that depends on `ndots`
 * (resolv.conf(5)).
 */
import { present } from '../report/assert.ts'
import { labelsOf, nameText, parseSpelledName } from '../wire/name.ts'
import { MAX_NAME_OCTETS } from '../wire/constants.ts'

/** The value that the kubelet writes. */
export const POD_NDOTS = 5
export const DEFAULT_CLUSTER_DOMAIN = 'cluster.local'

export interface PodView {
  readonly namespace: string
  /** Without a final dot. */
  readonly clusterDomain: string
  readonly ndots: number
}

/** The domains of the `search` line, in order. */
export function searchList(pod: PodView): readonly [string, string, string] {
  const { namespace, clusterDomain } = pod
  return [`${namespace}.svc.${clusterDomain}`, `svc.${clusterDomain}`, clusterDomain]
}

export interface SearchPath {
  /** In wire form, in the spelling given, in the order of the queries. */
  readonly names: readonly string[]
  /** Names over 255 octets, as text; a query cannot hold them. */
  readonly tooLong: readonly string[]
  /** The reason for the order, for people. */
  readonly reason: string
}

/** The names to try for `name`; `null` if it is not a domain name. */
export function searchPath(name: string, pod: PodView): SearchPath | null {
  const asItIs = parseSpelledName(name)
  if (name === '' || asItIs === null) return null
  if (endsInDot(name)) return { names: [asItIs], tooLong: [], reason: 'the final dot: as it is only' }
  const dots = labelsOf(asItIs).length - 1
  const labels = asItIs.slice(0, -1)
  const searched: string[] = []
  const tooLong: string[] = []
  for (const domain of searchList(pod)) {
    const full = labels + present(parseSpelledName(domain), 'a cluster domain fits behind a namespace')
    if (full.length <= MAX_NAME_OCTETS) searched.push(full)
    else tooLong.push(nameText(full))
  }
  const count = dots === 1 ? '1 dot' : `${dots} dots`
  return dots >= pod.ndots
    ? { names: [asItIs, ...searched], tooLong, reason: `${count}, ndots ${pod.ndots}: first as it is` }
    : { names: [...searched, asItIs], tooLong, reason: `${count}, ndots ${pod.ndots}: the search list first` }
}

/** Whether the name ends in a dot that separates; an escaped dot (`\.`) belongs to its label. */
function endsInDot(name: string): boolean {
  return /(?:^|[^\\])(?:\\\\)*\.$/.test(name)
}
