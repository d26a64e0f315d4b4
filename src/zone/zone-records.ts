/** Decodes the records of a zone, for transfers and comparisons of whole zones. Off the hot path. */
import { decodeSection } from '../wire/decode.ts'
import type { NameKey } from '../wire/name.ts'
import type { ResourceRecord } from '../wire/section.ts'
import { orderKey } from './canonical-order.ts'
import type { Finding } from './finding.ts'
import type { ZoneNode } from './node-layout.ts'
import type { Steps } from './steps.ts'
import type { Zone } from './zone.ts'

/** Zones of at most this many names are sorted, so that people can read them. */
const MAX_SORTED = 5000

/** The sorted names of a zone, shared by concurrent transfers and freed after the last one. */
const ORDERS = new WeakMap<Zone, WeakRef<readonly NameKey[]>>()

/** All records except the SOA, those of the apex first. */
export function* recordsOf(zone: Zone): IterableIterator<ResourceRecord> {
  yield* recordsAt(zone, zone.origin)
  if (zone.nodes.size > MAX_SORTED) {
    for (const [name, node] of zone.nodes.entries()) if (name !== zone.origin) yield* recordsIn(name, node)
  } else {
    for (const name of inOrder(zone)) if (name !== zone.origin) yield* recordsAt(zone, name)
  }
}

/**
 * The names whose records differ between two versions of a zone; the SOA does not count. Ends after more than
 * `limit` names.
 */
export function* namesThatDiffer(before: Zone, after: Zone, limit: number): Steps<Set<NameKey>> {
  const names = new Set<NameKey>()
  for (const [name, node] of after.nodes.entries()) {
    yield
    const old = before.nodes.get(name)?.rrsets ?? []
    const isSame = old.length === node.rrsets.length && old.every((one, i) => isEqual(one, node.rrsets[i]))
    if (!isSame) names.add(name)
    if (names.size > limit) return names
  }
  for (const [name] of before.nodes.entries()) {
    yield
    if (!after.has(name)) names.add(name)
    if (names.size > limit) return names
  }
  return names
}

function isEqual(one: Finding, other: Finding | undefined): boolean {
  return other !== undefined && one.equals(other)
}

/** The records that a name owns, except the SOA. */
export function recordsAt(zone: Zone, name: NameKey): ResourceRecord[] {
  const node = zone.nodes.get(name)
  return node === undefined ? [] : recordsIn(name, node)
}

function recordsIn(name: NameKey, { rrsets }: ZoneNode): ResourceRecord[] {
  return rrsets.flatMap((rrset) => decodeSection(rrset.answer, name, rrset))
}

/** The names in canonical order. RFC 4034 §6.1: names sort by labels, the rightmost label first. */
function inOrder(zone: Zone): readonly NameKey[] {
  const known = ORDERS.get(zone)?.deref()
  if (known !== undefined) return known
  const keyed = Array.from(zone.nodes.entries(), ([name]) => ({ name, key: orderKey(name) }))
  keyed.sort((a, b) => (a.key < b.key ? -1 : 1))
  const names = keyed.map(({ name }) => name)
  ORDERS.set(zone, new WeakRef(names))
  return names
}
