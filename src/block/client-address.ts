/** The client's address as plugins show and compare it: the same for IPv4 and IPv6 sockets. */
import type { Query } from '../chain/query.ts'
import { parseAddress } from '../wire/address.ts'

/** RFC 4291 §2.5.5.2: the prefix of an IPv4 address on a socket of both families. */
const MAPPED_IPV4 = '::ffff:'

/** As text, without the prefix of IPv4-mapped addresses. */
export function clientAddress(query: Query): string {
  return unmapped(query.client.address)
}

/** As 4 or 16 octets, without a zone (RFC 4007); `null` if the query came without a client address. */
export function clientOctets(query: Query): string | null {
  const [address = ''] = clientAddress(query).split('%')
  return parseAddress(address)
}

export function unmapped(address: string): string {
  const isMapped = address.includes('.') && address.toLowerCase().startsWith(MAPPED_IPV4)
  return isMapped ? address.slice(MAPPED_IPV4.length) : address
}

/**
 * As text that a port can follow (RFC 3986 §3.2.2): an IPv6 address in brackets. Empty without a client
 * address.
 */
export function bracketedClient(query: Query): string {
  return bracketed(clientAddress(query))
}

/** As `bracketedClient`, for the server's address of the query. */
export function bracketedServer(query: Query): string {
  return bracketed(unmapped(query.server.address))
}

function bracketed(address: string): string {
  return address.includes(':') ? `[${address}]` : address
}
