/**
 * Completes names of ports: for `PORT.PROTOCOL.SERVICE…` without underscores, which CoreDNS accepts, the name
 * `_PORT._PROTOCOL.SERVICE…` that zones hold.
 */
import { joinName, labelsOf, nameKey, type AnyName, type NameKey, hashedName } from '../../../wire/name.ts'
import type { Zone } from '../../../zone/zone.ts'

const PROTOCOLS = ['\x03tcp', '\x03udp', '\x04sctp', '\x04_tcp', '\x04_udp', '\x05_sctp']

/** How many of the two underscores a name may lack: both, one, or none. */
export type Leniency = 'both' | 'one' | 'none'

/**
 * The name with all its underscores; `null` if the name lacks none, or is not one of a port. `tree`: the
 * labels between the service's namespace and the zone in wire form, such as `svc`; may be empty. The name may
 * also be `PROTOCOL.SERVICE…`, an empty non-terminal. Most missing names are rejected by their octets alone,
 * without a key.
 */
export function withUnderscores(zone: Zone, name: AnyName, tree: string, leniency: Leniency): NameKey | null {
  if (leniency === 'none') return null
  const { octets, length } = hashedName(name)
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

/** The number of labels before the offset `end`; -1 if `end` is not the start of a label. */
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

/** Whether `octets` have this label, in wire form, at the offset `at`. */
export function isAt(octets: Uint8Array, at: number, label: string): boolean {
  for (let i = 0; i < label.length; i++) if (octets[at + i] !== label.charCodeAt(i)) return false
  return true
}
