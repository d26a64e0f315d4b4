/** What changes in DNS between two sets of manifests, a change a service. */
import { askersOf } from '../../kube/model/asked-name.ts'
import { nameOf, namespaceOf, type ServiceKey } from '../../kube/model/keys.ts'
import type { ClusterFacts } from '../../kube/reasons/facts.ts'
import type { Place } from '../../report/diagnostic.ts'
import { type ServiceView, viewServices } from './service-view.ts'

export interface DnsChange {
  readonly change: 'added' | 'removed' | 'changed'
  /** `db.shop`. */
  readonly name: string
  readonly place: Place
  /** What it is, or was; of a change, what differs. */
  readonly details: readonly string[]
  /** Who asks for a name that is gone: `Deployment web/api: env DB_HOST of container api`. */
  readonly askedForBy: readonly AskingPlace[]
}

export interface AskingPlace {
  readonly who: string
  readonly place: Place
}

/** In the order of namespaces and names. */
export function differenceOf(base: ClusterFacts, head: ClusterFacts, allAddresses: boolean): DnsChange[] {
  const [before, after] = [base, head].map((facts) => viewServices(facts, allAddresses))
  if (before === undefined || after === undefined) return []
  const keys = [...new Set([...before.keys(), ...after.keys()])].sort()
  return keys.flatMap((key) => changeOf(key, before.get(key), after.get(key), head) ?? [])
}

function changeOf(
  key: ServiceKey,
  before: ServiceView | undefined,
  after: ServiceView | undefined,
  head: ClusterFacts,
): DnsChange | null {
  if (before === undefined) {
    if (after === undefined) return null
    const { name, place } = after
    return { change: 'added', name, place, details: describe(after), askedForBy: [] }
  }
  const { name, place } = before
  if (after === undefined)
    return { change: 'removed', name, place, details: describe(before), askedForBy: askers(key, head) }
  const details = compare(before, after)
  return details.length === 0
    ? null
    : { change: 'changed', name, place: after.place, details, askedForBy: [] }
}

function describe({ kind, ports, endpoints, pods, addresses }: ServiceView): string[] {
  return [
    addresses.length === 0 ? kind : `${kind} ${addresses.join(' ')}`,
    ...(ports.length === 0 ? [] : [`ports ${ports.join(', ')}`]),
    ...(kind.startsWith('alias') ? [] : [counted(endpoints)]),
    ...(pods.length === 0 ? [] : [`pods ${few(pods)}`]),
  ]
}

function compare(before: ServiceView, after: ServiceView): string[] {
  const details: string[] = []
  if (before.kind !== after.kind) details.push(`${before.kind} → ${after.kind}`)
  const moved = before.addresses.join(' ') !== after.addresses.join(' ')
  if (moved)
    details.push(`address ${before.addresses.join(' ') || 'any'} → ${after.addresses.join(' ') || 'any'}`)
  details.push(...setChange('ports', before.ports, after.ports))
  if (before.endpoints !== after.endpoints) details.push(`endpoints ${before.endpoints} → ${after.endpoints}`)
  details.push(...setChange('pods', before.pods, after.pods))
  return details
}

function setChange(what: string, before: readonly string[], after: readonly string[]): string[] {
  const gone = before.filter((one) => !after.includes(one))
  const come = after.filter((one) => !before.includes(one))
  const parts = [
    ...(come.length === 0 ? [] : [`+ ${few(come)}`]),
    ...(gone.length === 0 ? [] : [`− ${few(gone)}`]),
  ]
  return parts.length === 0 ? [] : [`${what} ${parts.join(' ')}`]
}

function counted(endpoints: number): string {
  return `${endpoints} endpoint${endpoints === 1 ? '' : 's'}`
}

const MAX_NAMED = 8

function few(names: readonly string[]): string {
  const rest = names.length - MAX_NAMED
  return rest > 0 ? `${names.slice(0, MAX_NAMED).join(', ')} and ${rest} more` : names.join(', ')
}

function askers(key: ServiceKey, { asked }: ClusterFacts): AskingPlace[] {
  return askersOf(asked(), namespaceOf(key), nameOf(key)).map(({ by, where, place }) => ({
    who: `${by}: ${where}`,
    place,
  }))
}
