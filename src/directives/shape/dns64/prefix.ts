/** IPv4 addresses inside IPv6 ones (RFC 6052 §2.2): how a NAT64 is told which IPv4 host is meant. */
import { type AddressRange, isInRange } from '../../../wire/address.ts'

/** The lengths of a prefix that RFC 6052 §2.2 has. */
export const PREFIX_LENGTHS: readonly number[] = [32, 40, 48, 56, 64, 96]
/** RFC 6052 §2.2: bits 64 to 71 are zero, whatever stands before and behind them. */
export const ZERO_OCTET = 8

/** The IPv6 address (octets) that stands for an IPv4 address. */
export function embed(prefix: AddressRange, address: string): string {
  const octets = prefix.octets.slice(0, prefix.prefix / 8)
  const room = ZERO_OCTET - octets.length
  const embedded = room < 0 ? address : `${address.slice(0, room)}\0${address.slice(room)}`
  return (octets + embedded).padEnd(16, '\0')
}

/** The IPv4 address in one that a prefix has, and nothing but that; `null` for any other address. */
export function extract(prefix: AddressRange, octets: string): string | null {
  if (!isInRange(octets, prefix)) return null
  const start = prefix.prefix / 8
  const behind = octets.slice(start)
  const room = ZERO_OCTET - start
  const address = (room < 0 ? behind : behind.slice(0, room) + behind.slice(room + 1)).slice(0, 4)
  return embed(prefix, address) === octets ? address : null
}
