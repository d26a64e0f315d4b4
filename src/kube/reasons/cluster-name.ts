/**
 * What a name below the zone of a cluster asks for, by its labels alone (K8s DNS §2.3 to §2.5), whether or
 * not it exists.
 */
import { labelsOf, type NameKey } from '../../wire/name.ts'

export type ClusterName =
  /** The zone itself, `svc`, `pod`, `dns-version`. */
  | { readonly kind: 'fixed' }
  | { readonly kind: 'namespace'; readonly namespace: string }
  | { readonly kind: 'service'; readonly namespace: string; readonly service: string }
  | {
      readonly kind: 'endpoint'
      readonly namespace: string
      readonly service: string
      readonly endpoint: string
    }
  | {
      readonly kind: 'port'
      readonly namespace: string
      readonly service: string
      /** Without underscores. */
      readonly port: string
      readonly protocol: string
    }
  /** More labels than any name below a service has. */
  | { readonly kind: 'deep'; readonly namespace: string; readonly service: string }
  /** `IP.NAMESPACE.pod`. */
  | { readonly kind: 'pod'; readonly namespace: string; readonly address: string }
  /** A full name to which a search list has added its domain. */
  | { readonly kind: 'whole'; readonly name: string }
  /** No `svc` or `pod` where one of them has to be; the labels as they are. */
  | { readonly kind: 'other'; readonly labels: readonly string[] }

const FIXED = new Set(['svc', 'pod', 'dns-version'])

export function readClusterName(name: NameKey, zone: NameKey): ClusterName {
  const labels = labelsOf(name.slice(0, name.length - zone.length) + '\0')
  const tree = labels.at(-1)
  const [d = '', c = '', b = '', a = ''] = labels.slice(0, -1)
  const rest = labels.length - 1
  if (tree === undefined || (rest === 0 && FIXED.has(tree))) return { kind: 'fixed' }
  if (tree === 'pod' && rest === 1) return { kind: 'namespace', namespace: d }
  if (tree === 'pod')
    return { kind: 'pod', address: labels.slice(0, -2).join('.'), namespace: labels.at(-2) ?? '' }
  const whole = wholeName(labels, zone)
  if (whole !== null) return { kind: 'whole', name: whole }
  if (tree !== 'svc') return { kind: 'other', labels }
  if (rest === 1) return { kind: 'namespace', namespace: d }
  if (rest === 2) return { kind: 'service', service: d, namespace: c }
  if (rest === 3) return { kind: 'endpoint', endpoint: d, service: c, namespace: b }
  const [namespace = '', service = ''] = labels.slice(0, -1).toReversed()
  if (rest > 4) return { kind: 'deep', namespace, service }
  const isPort = d.startsWith('_') || c.startsWith('_') || PROTOCOLS.has(c)
  return isPort
    ? { kind: 'port', port: bare(d), protocol: bare(c), service: b, namespace: a }
    : { kind: 'deep', namespace, service }
}

/** `db.shop.svc.cluster.local` of `db.shop.svc.cluster.local.web.svc`; `null`: the zone is not among them. */
function wholeName(labels: readonly string[], zone: NameKey): string | null {
  const domain = labelsOf(zone).join('.')
  const text = `.${labels.join('.')}.`
  const at = domain === '' ? -1 : text.indexOf(`.svc.${domain}.`)
  return at === -1 ? null : text.slice(1, at + domain.length + '.svc.'.length)
}

const PROTOCOLS = new Set(['tcp', 'udp', 'sctp'])

function bare(label: string): string {
  return label.startsWith('_') ? label.slice(1) : label
}
