/** What `kubernetes` says under its labels: what a question's name asks for, and whose question it is. */
import type { ClusterOptions } from '../../../kube/records/cluster-options.ts'
import type { Pod } from '../../../kube/model/objects.ts'
import { labelsOf, type NameKey } from '../../../wire/name.ts'

/** What labels about the client begin with. */
export const CLIENT = 'client-'
const POD_LABEL = 'label/'

/** `client-namespace`, `client-pod-name` and `client-label/KEY`, without `client-`. */
export function clientLabel(label: string, pod: Pod): string {
  if (label.startsWith(POD_LABEL)) {
    const key = label.slice(POD_LABEL.length)
    const labels = pod.labels ?? {}
    return Object.hasOwn(labels, key) ? (labels[key] ?? '') : ''
  }
  return label === 'namespace' ? pod.namespace : label === 'pod-name' ? pod.name : ''
}

/** The labels of a name, by CoreDNS's names; those that are not there say nothing. */
type NameLabels = Readonly<Record<string, string | undefined>>

/** What a name within a zone says under a label. It need not exist. */
export function nameLabel(label: string, name: NameKey, zone: NameKey, options: ClusterOptions): string {
  const labels = read(labelsOf(name.slice(0, -zone.length)), zone, options)
  return Object.hasOwn(labels, label) ? (labels[label] ?? '') : ''
}

const NOT_A_NAME: NameLabels = { 'parse-error': 'invalid query name' }

/** From the zone to the left: `svc` or `pod`, the namespace, the service or pod, and what is below that. */
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
