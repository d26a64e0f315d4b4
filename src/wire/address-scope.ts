/** Which machines an address is for. Addresses are octets, as `parseAddress` returns them. */

const LOOPBACK_IPV6 = `${'\0'.repeat(15)}\x01`
/** RFC 4291 §2.5.5.2: the first octets of an IPv4 address in IPv6 form. */
const MAPPED = `${'\0'.repeat(10)}\xff\xff`

export function isLoopback(octets: string): boolean {
  return octets.length === 4 ? octets.charCodeAt(0) === 127 : octets === LOOPBACK_IPV6
}

/** RFC 3927, RFC 4291 §2.5.6. */
export function isLinkLocal(octets: string): boolean {
  const first = firstWord(octets)
  return octets.length === 4 ? first === 0xa9fe : (first & 0xffc0) === 0xfe80
}

/**
 * Whether the address is loopback, link-local, private (RFC 1918), shared by a provider (RFC 6598), as pods
 * and tunnels have it, or unique local (RFC 4193). An IPv4 address in IPv6 form counts as IPv4.
 */
export function isLocal(octets: string): boolean {
  if (octets.startsWith(MAPPED)) return isLocal(octets.slice(MAPPED.length))
  if (isLoopback(octets) || isLinkLocal(octets)) return true
  const first = firstWord(octets)
  if (octets.length !== 4) return (first & 0xfe00) === 0xfc00
  return first >> 8 === 10 || (first & 0xfff0) === 0xac10 || first === 0xc0a8 || (first & 0xffc0) === 0x6440
}

function firstWord(octets: string): number {
  return octets.charCodeAt(0) * 256 + octets.charCodeAt(1)
}
