/** What a zone holds, as records: for whoever hands out or compares whole zones, off the hot path. */
import { decodeSection } from '../wire/decode.ts'
import type { NameKey } from '../wire/name.ts'
import type { ResourceRecord } from '../wire/section.ts'
import type { ZoneNode } from './node-table.ts'
import type { Zone } from './zone.ts'

/** Up to so many names are brought into an order for people; more are not read by any. */
const MAX_SORTED = 5000

/** Shared by all who are being handed a zone at a time, and gone with the last of them. */
const ORDERS = new WeakMap<Zone, WeakRef<readonly NameKey[]>>()

/** All records but the SOA, those of the apex first. */
export function* recordsOf(zone: Zone): IterableIterator<ResourceRecord> {
  yield* recordsAt(zone, zone.origin)
  if (zone.nodes.size > MAX_SORTED) {
    for (const [name, node] of zone.nodes.entries()) if (name !== zone.origin) yield* recordsIn(name, node)
  } else {
    for (const name of inOrder(zone)) if (name !== zone.origin) yield* recordsAt(zone, name)
  }
}

/** The records that a name owns, but for the SOA. */
export function recordsAt(zone: Zone, name: NameKey): ResourceRecord[] {
  const node = zone.nodes.get(name)
  return node === undefined ? [] : recordsIn(name, node)
}

function recordsIn(name: NameKey, { rrsets }: ZoneNode): ResourceRecord[] {
  return rrsets.flatMap(({ answer }) => decodeSection(answer, name, answer))
}

/** RFC 4034 §6.1: by labels, the last one first. */
function inOrder(zone: Zone): readonly NameKey[] {
  const known = ORDERS.get(zone)?.deref()
  if (known !== undefined) return known
  const keyed = Array.from(zone.nodes.entries(), ([name]) => ({ name, labels: labelsFromTheRight(name) }))
  keyed.sort((a, b) => (a.labels < b.labels ? -1 : 1))
  const names = keyed.map(({ name }) => name)
  ORDERS.set(zone, new WeakRef(names))
  return names
}

/** Compares like the labels one by one: what is at a name's end sorts before what goes on. */
function labelsFromTheRight(name: NameKey): string {
  const labels: string[] = []
  for (let at = 0; name.charCodeAt(at) > 0; at += name.charCodeAt(at) + 1) {
    labels.push(name.slice(at + 1, at + 1 + name.charCodeAt(at)))
  }
  return labels.reverse().join('\0')
}
