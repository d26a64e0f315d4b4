/** The asker's address as plugins show and compare it, in whatever way the socket spelled it. */
import type { Query } from '../chain/query.ts'
import { parseAddress } from '../wire/address.ts'

/** RFC 4291 §2.5.5.2: how a socket of both families writes an IPv4 address. */
const MAPPED_IPV4 = '::ffff:'

/** As text; an IPv4 address is always written as one. */
export function clientAddress(query: Query): string {
  return unmapped(query.client.address)
}

/** As 4 or 16 octets; `null` where the query came in over something that has no addresses. */
export function clientOctets(query: Query): string | null {
  const [address = ''] = clientAddress(query).split('%')
  return parseAddress(address)
}

export function unmapped(address: string): string {
  const isMapped = address.includes('.') && address.toLowerCase().startsWith(MAPPED_IPV4)
  return isMapped ? address.slice(MAPPED_IPV4.length) : address
}

/** As text that a port can follow (RFC 3986 §3.2.2): an IPv6 address in brackets. Empty where there is none. */
export function bracketedClient(query: Query): string {
  return bracketed(clientAddress(query))
}

/** The same of the address at which it was asked. */
export function bracketedServer(query: Query): string {
  return bracketed(unmapped(query.server.address))
}

function bracketed(address: string): string {
  return address.includes(':') ? `[${address}]` : address
}
