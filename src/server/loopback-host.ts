/** Host names of the machine itself, as a `Host` field has them (RFC 9110 §7.2). */
import { parseAddress } from '../wire/address.ts'
import { isLoopback } from '../wire/address-scope.ts'

/** `localhost` by RFC 6761 §6.3, and the names that /etc/hosts of distributions have. */
const NAMES = /^(?:(?:.+\.)?localhost6?|localhost6?\.localdomain6?|ip6-localhost|ip6-loopback)\.?$/i

/** Whether `host`, with or without a port, is a loopback name or a loopback address. */
export function isLoopbackHost(host: string): boolean {
  const [, literal, name] = /^(?:\[([^\]]*)\]|([^:]*))(?::\d*)?$/.exec(host) ?? []
  if (name !== undefined && NAMES.test(name)) return true
  const octets = parseAddress(literal ?? name ?? '')
  return octets !== null && isLoopback(octets)
}
