/**
 * What a resolver in a pod makes of a name before it asks: the search list that Kubernetes writes into the pod's
 * resolv.conf (dnsPolicy ClusterFirst), and the order in which glibc tries it (resolv.conf(5), `search` and `ndots`).
 */
import { present } from '../report/assert.ts'
import { labelsOf, nameText, parseSpelledName } from '../wire/name.ts'
import { MAX_NAME_OCTETS } from '../wire/constants.ts'

/** As the kubelet writes it. */
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
  /** Wire form, in the spelling given; in the order to try them. */
  readonly names: readonly string[]
  /** Names of the list that are too long to be asked for, as text. */
  readonly tooLong: readonly string[]
  /** Why that order, for people. */
  readonly reason: string
}

/** The names to try for `name`, as typed; `null` if it is no name. */
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

/** Whether the last dot ends the name: an escaped one (`\.`) belongs to its label. */
function endsInDot(name: string): boolean {
  return /(?:^|[^\\])(?:\\\\)*\.$/.test(name)
}
