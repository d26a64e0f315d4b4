/** IPv4-embedded IPv6 addresses (RFC 6052 §2.2), from which a NAT64 derives the address of the IPv4 host. */
import { type AddressRange, isInRange } from '../../../wire/address.ts'

/** RFC 6052 §2.2: the lengths of a prefix. */
export const PREFIX_LENGTHS: readonly number[] = [32, 40, 48, 56, 64, 96]
/** RFC 6052 §2.2: the index of the octet (bits 64 to 71) that is always zero. */
export const ZERO_OCTET = 8

/** The IPv6 address (octets) that embeds an IPv4 address. */
export function embed(prefix: AddressRange, address: string): string {
  const octets = prefix.octets.slice(0, prefix.prefix / 8)
  const room = ZERO_OCTET - octets.length
  const embedded = room < 0 ? address : `${address.slice(0, room)}\0${address.slice(room)}`
  return (octets + embedded).padEnd(16, '\0')
}

/**
 * The IPv4 address embedded in an IPv6 address; `null` unless `embed` of it gives exactly that IPv6 address.
 */
export function extract(prefix: AddressRange, octets: string): string | null {
  if (!isInRange(octets, prefix)) return null
  const start = prefix.prefix / 8
  const behind = octets.slice(start)
  const room = ZERO_OCTET - start
  const address = (room < 0 ? behind : behind.slice(0, room) + behind.slice(room + 1)).slice(0, 4)
  return embed(prefix, address) === octets ? address : null
}
