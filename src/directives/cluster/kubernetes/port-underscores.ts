/** `PORT.PROTOCOL.SERVICE…` without underscores, which CoreDNS has always taken: no table holds these names. */
import { joinName, labelsOf, nameKey, type AnyName, type NameKey, soughtName } from '../../../wire/name.ts'
import type { Zone } from '../../../zone/zone.ts'

const PROTOCOLS = ['\x03tcp', '\x03udp', '\x04sctp', '\x04_tcp', '\x04_udp', '\x05_sctp']

/** Which names are taken: any; those that leave out one underscore of two; those that leave out none. */
export type Leniency = 'both' | 'one' | 'none'

/**
 * The name that is meant by one below a tree of a zone (its labels in wire form, perhaps none); `null`: no other than it says. A
 * protocol alone owns nothing, but what is below it makes it exist. Most names that are not there look like nothing that
 * could be; they are told from the others without a key.
 */
export function withUnderscores(zone: Zone, name: AnyName, tree: string, leniency: Leniency): NameKey | null {
  if (leniency === 'none') return null
  const { octets, length } = soughtName(name)
  const labels = labelsBefore(octets, length - zone.origin.length - tree.length)
  if (labels < 3 || labels > 4) return null
  if (!isProtocolAt(octets, labels === 3 ? 0 : (octets[0] ?? 0) + 1)) return null
  const key = nameKey(name)
  const given = labelsOf(key.slice(0, -zone.origin.length - tree.length))
  const service = given.splice(-2)
  if (leniency === 'one' && !given.some((label) => label.startsWith('_'))) return null
  const marked = given.map((label) => (label.startsWith('_') ? label : `_${label}`))
  const meant = joinName([...marked, ...service, ...labelsOf(tree)], zone.origin)
  return meant === key ? null : meant
}

/** How many labels lie before an offset; -1 if none begins there. */
export function labelsBefore(octets: Uint8Array, end: number): number {
  let count = 0
  let at = 0
  for (; at < end; at += (octets[at] ?? 0) + 1) count++
  return at === end ? count : -1
}

function isProtocolAt(octets: Uint8Array, at: number): boolean {
  for (const protocol of PROTOCOLS) if (isAt(octets, at, protocol)) return true
  return false
}

/** Whether there is this label at an offset. */
export function isAt(octets: Uint8Array, at: number, label: string): boolean {
  for (let i = 0; i < label.length; i++) if (octets[at + i] !== label.charCodeAt(i)) return false
  return true
}
