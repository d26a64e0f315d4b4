/** At which addresses this machine is reached: what a name server's own name is answered with. */
import { networkInterfaces } from 'node:os'
import type { SocketAddress } from '../chain/query.ts'
import { parseAddress } from '../wire/address.ts'

/**
 * The addresses (octets) that a server bound to `listening` is reached at. Loopback addresses are left out unless there
 * is nothing else, as on a developer's machine; link-local ones always, since they mean nothing to another host.
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

/** Whether what is sent to `at` arrives at one of the addresses that are listened on. Port 0 is not known yet. */
export function isListenedOn(at: SocketAddress, listening: readonly SocketAddress[]): boolean {
  const octets = parseAddress(at.address)
  return listening.some(({ address, port }) => {
    if (port !== at.port || octets === null) return false
    if (address !== '0.0.0.0' && address !== '::') return parseAddress(address) === octets
    if (octets.length !== (address === '::' ? 16 : 4)) return false
    // All of 127.0.0.0/8 is this machine, and what is sent to no address goes there as well.
    return isLoopback(octets) || parseAddress(address) === octets || isOwn(octets)
  })
}

function isOwn(octets: string): boolean {
  const interfaces = Object.values(networkInterfaces()).flatMap((all) => all ?? [])
  return interfaces.some((one) => parseAddress(one.address) === octets)
}

function isLoopback(octets: string): boolean {
  return octets.length === 4 ? octets.charCodeAt(0) === 127 : octets === parseAddress('::1')
}

function isLinkLocal(octets: string): boolean {
  const first = octets.charCodeAt(0) * 256 + octets.charCodeAt(1)
  return octets.length === 4 ? first === 0xa9fe : (first & 0xffc0) === 0xfe80
}
