/**
 * The values of the labels (metadata) of `kubernetes`: the parts of the query's name, and the client's pod.
 */
import type { ClusterOptions } from '../../../kube/records/cluster-options.ts'
import type { Pod } from '../../../kube/model/objects.ts'
import { labelsOf, type NameKey } from '../../../wire/name.ts'

/** The prefix of labels about the client's pod. */
export const CLIENT = 'client-'
const POD_LABEL = 'label/'

/** The value of `namespace`, `pod-name` or `label/KEY`, without the prefix `client-`; empty if unknown. */
export function clientLabel(label: string, pod: Pod): string {
  if (label.startsWith(POD_LABEL)) {
    const key = label.slice(POD_LABEL.length)
    const labels = pod.labels ?? {}
    return Object.hasOwn(labels, key) ? (labels[key] ?? '') : ''
  }
  return label === 'namespace' ? pod.namespace : label === 'pod-name' ? pod.name : ''
}

/** The values for a name, by the names that CoreDNS gives the labels; a missing label is empty. */
type NameLabels = Readonly<Record<string, string | undefined>>

/** The value of a label for a name within a zone. The name need not exist. */
export function nameLabel(label: string, name: NameKey, zone: NameKey, options: ClusterOptions): string {
  const labels = read(labelsOf(name.slice(0, -zone.length)), zone, options)
  return Object.hasOwn(labels, label) ? (labels[label] ?? '') : ''
}

const NOT_A_NAME: NameLabels = { 'parse-error': 'invalid query name' }

/** `labels` are those before the zone; its last are `svc` or `pod`, the namespace, and the service or pod. */
function read(labels: readonly string[], zone: NameKey, { zonal, multicluster }: ClusterOptions): NameLabels {
  const kind = labels.at(-1)
  if (kind === undefined) return {}
  if (kind !== 'svc' && kind !== 'pod') return NOT_A_NAME
  const found: NameLabels = { kind, namespace: labels.at(-2), service: labels.at(-3) }
  const below = labels.slice(0, -3)
  const [first = '', second = ''] = below
  if (below.length === 0) return found
  if (kind === 'pod') return NOT_A_NAME
  const isImported = multicluster.includes(zone)
  if (zonal && !isImported && below.length > 2 && below.at(-1) === '_zone')
    return { ...found, zone: below.slice(0, -2).join('.') }
  if (below.length === 1) return { ...found, endpoint: first }
  if (below.length > 2) return NOT_A_NAME
  if (isImported && !first.startsWith('_') && !second.startsWith('_'))
    return { ...found, endpoint: first, cluster: second }
  return { ...found, 'port-name': withoutUnderscore(first), protocol: withoutUnderscore(second) }
}

function withoutUnderscore(label: string): string {
  return label.startsWith('_') ? label.slice(1) : label
}
