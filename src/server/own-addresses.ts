/** The addresses of this machine, for the A and AAAA records of the name server's own name. */
import { networkInterfaces } from 'node:os'
import type { SocketAddress } from '../chain/query.ts'
import { parseAddress } from '../wire/address.ts'
import { isLinkLocal, isLoopback } from '../wire/address-scope.ts'

/**
 * The addresses (octets) at which clients reach a server bound to `listening`. Link-local addresses are left
 * out, since other hosts cannot use them. Loopback addresses are left out unless all are loopback, as on a
 * developer's machine.
 */
export function reachableAddresses(listening: readonly string[]): string[] {
  const interfaces = Object.values(networkInterfaces()).flatMap((all) => all ?? [])
  const all = listening.flatMap((address) => {
    if (address !== '0.0.0.0' && address !== '::') return [address]
    const family = address === '::' ? 'IPv6' : 'IPv4'
    return interfaces.filter((one) => one.family === family).map((one) => one.address)
  })
  const octets = [...new Set(all)].flatMap((address) => parseAddress(address) ?? [])
  const usable = octets.filter((address) => !isLinkLocal(address))
  const routed = usable.filter((address) => !isLoopback(address))
  return routed.length > 0 ? routed : usable
}

/** Whether a packet to `at` arrives at a socket of this server. A listener with port 0 matches nothing. */
export function isListenedOn(at: SocketAddress, listening: readonly SocketAddress[]): boolean {
  const octets = parseAddress(at.address)
  return listening.some(({ address, port }) => {
    if (port !== at.port || octets === null) return false
    if (address !== '0.0.0.0' && address !== '::') return parseAddress(address) === octets
    if (octets.length !== (address === '::' ? 16 : 4)) return false
    // All of 127.0.0.0/8 is this machine. The unspecified address as a destination is this machine, too.
    return isLoopback(octets) || parseAddress(address) === octets || isOwn(octets)
  })
}

function isOwn(octets: string): boolean {
  const interfaces = Object.values(networkInterfaces()).flatMap((all) => all ?? [])
  return interfaces.some((one) => parseAddress(one.address) === octets)
}
