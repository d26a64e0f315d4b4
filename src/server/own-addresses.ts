/** At which addresses this machine is reached: what a name server's own name is answered with. */
import { networkInterfaces } from 'node:os'
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

function isLoopback(octets: string): boolean {
  return octets.length === 4 ? octets.charCodeAt(0) === 127 : octets === parseAddress('::1')
}

function isLinkLocal(octets: string): boolean {
  const first = octets.charCodeAt(0) * 256 + octets.charCodeAt(1)
  return octets.length === 4 ? first === 0xa9fe : (first & 0xffc0) === 0xfe80
}
