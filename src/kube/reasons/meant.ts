/**
 * The names that may have been meant: a service of the same name in another namespace, a near spelling. The
 * searches are bounded, as clients choose the names that are explained.
 */
import type { Place } from '../../report/diagnostic.ts'
import { serviceKey } from '../model/keys.ts'
import { listed, type SeenFacts } from './facts.ts'

/** How many names are compared for one: a comparison of most takes a few nanoseconds. */
const MAX_SPELLINGS = 2000
/** How many namespaces with a service of the same name are looked at. */
const MAX_HOLDERS = 100

export interface Meant {
  readonly hint: string
  readonly hintPlace?: Place
}

/** The namespaces with an exposed service of that name, sorted. */
export function holdersOf({ inventory, options }: SeenFacts, service: string): string[] {
  const holders: string[] = []
  let left = MAX_HOLDERS
  for (const namespace of inventory.names.namespacesOf(service)) {
    if (left-- === 0) break
    if (options.namespaces?.has(namespace) === false) continue
    holders.push(namespace)
  }
  return holders.sort()
}

/** A service of the same name in other namespaces; `null`: there is none. */
export function elsewhere(facts: SeenFacts, service: string, except = ''): Meant | null {
  const [first, ...others] = holdersOf(facts, service).filter((one) => one !== except)
  if (first === undefined) return null
  const more = others.length === 0 ? '' : ` (also in ${listed(others)})`
  return meant(facts, first, service, `did you mean ${service}.${first}?${more}`)
}

/** A service of the namespace with a near name; `null`: there is none. */
export function nearby(facts: SeenFacts, namespace: string, service: string): Meant | null {
  const near = facts.inventory.names.nearest(namespace, service, MAX_SPELLINGS)
  return near === null ? null : meant(facts, namespace, near, `did you mean ${near}?`)
}

/** What was meant by a service of a namespace that does not exist; `null`: nothing is near. */
export function inNearNamespace(facts: SeenFacts, namespace: string, service: string): Meant | null {
  const { names } = facts.inventory
  const holders = holdersOf(facts, service)
  const near = names.nearestNamespace(namespace, MAX_SPELLINGS)
  if (near !== null && holders.includes(near))
    return meant(facts, near, service, `did you mean ${service}.${near}?`)
  // `shop.db` for `db.shop`.
  if (names.namespacesOf(namespace).has(service))
    return meant(facts, service, namespace, `did you mean ${namespace}.${service}?`)
  if (holders.length > 0) return elsewhere(facts, service)
  const nearService = near === null ? null : names.nearest(near, service, MAX_SPELLINGS)
  return near === null || nearService === null
    ? null
    : meant(facts, near, nearService, `did you mean ${nearService}.${near}?`)
}

/** A hint that names a service, with the place of the service. */
export function meant({ inventory }: SeenFacts, namespace: string, service: string, hint: string): Meant {
  const there = inventory.services.get(serviceKey(namespace, service))
  const place = there?.location.place
  return { hint, ...(place !== undefined && place.file !== '' && { hintPlace: place }) }
}
