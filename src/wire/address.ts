/**
 * Parses IP addresses, prints them in canonical form (RFC 5952), and maps them to reverse names (RFC 1035
 * §3.5, RFC 3596 §2.5) and back.
 */
import { flat, type NameKey } from './name.ts'

const IPV4 = /^(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)){3}$/

/** 4 or 16 octets, one character an octet; `null` if the text is not an address. A zone id makes it none. */
export function parseAddress(text: string): string | null {
  return IPV4.test(text) ? fromOctets(text.split('.').map(Number)) : parseIPv6(text)
}

function fromOctets(octets: readonly number[]): string {
  return String.fromCharCode(...octets)
}

function parseIPv6(text: string): string | null {
  const gap = text.indexOf('::')
  const before = gap === -1 ? text : text.slice(0, gap)
  const head = parseGroups(before)
  // `parseGroups` rejects a second "::": it leaves an empty group.
  const tail = gap === -1 ? [] : parseGroups(text.slice(gap + 2))
  if (head === null || tail === null) return null
  // RFC 4291 §2.2: the IPv4 form is allowed for the last 32 bits only, so not before "::".
  if (gap !== -1 && before.includes('.')) return null
  const missing = 8 - head.length - tail.length
  if (gap === -1 ? missing !== 0 : missing < 1) return null
  const groups = [...head, ...Array.from({ length: missing }, () => 0), ...tail]
  return fromOctets(groups.flatMap((group) => [group >> 8, group & 0xff]))
}

/** `a:b:c` as numbers; the last two may be written as an IPv4 address. `null` if malformed. */
function parseGroups(text: string): number[] | null {
  if (text === '') return []
  const groups: number[] = []
  const parts = text.split(':')
  for (const [i, part] of parts.entries()) {
    if (i === parts.length - 1 && IPV4.test(part)) {
      const octets = Buffer.from(part.split('.').map(Number))
      groups.push(octets.readUInt16BE(0), octets.readUInt16BE(2))
    } else if (/^[\da-f]{1,4}$/i.test(part)) {
      groups.push(Number.parseInt(part, 16))
    } else {
      return null
    }
  }
  return groups
}

/** Prints octets of `parseAddress` in canonical form. */
export function addressText(octets: string): string {
  if (octets.length === 4) return Array.from(octets, (octet) => octet.charCodeAt(0)).join('.')
  const groups = Array.from(
    { length: 8 },
    (_, i) => octets.charCodeAt(2 * i) * 256 + octets.charCodeAt(2 * i + 1),
  )
  // RFC 5952 §4.2: the first longest run of two zero groups or more becomes "::".
  let start = -1
  let longest = 1
  for (let i = 0; i < 8; i++) {
    let run = 0
    while (groups[i + run] === 0) run++
    if (run > longest) [start, longest] = [i, run]
    if (run > 0) i += run - 1
  }
  const hex = groups.map((group) => group.toString(16))
  if (start === -1) return hex.join(':')
  return `${hex.slice(0, start).join(':')}::${hex.slice(start + longest).join(':')}`
}

/** The address in canonical form; `null` if the text is not an address. */
export function canonicalAddress(text: string): string | null {
  // A dotted quad without leading zeros is canonical as it is.
  if (IPV4.test(text)) return text
  const octets = parseAddress(text)
  return octets === null ? null : addressText(octets)
}

const IN_ADDR_ARPA = '\x07in-addr\x04arpa\0' as NameKey
const IP6_ARPA = '\x03ip6\x04arpa\0' as NameKey
/** The parents of all reverse names. */
export const REVERSE_ROOTS: readonly NameKey[] = [IN_ADDR_ARPA, IP6_ARPA]

/**
 * The reverse name of an address (octets of `parseAddress`). With `labels`, the name of the address's first
 * octets (IPv4) or nibbles (IPv6) alone.
 */
export function reverseName(octets: string, labels = octets.length === 4 ? 4 : 32): NameKey {
  let name: string = octets.length === 4 ? IN_ADDR_ARPA : IP6_ARPA
  for (let i = 0; i < labels; i++) {
    const label = octets.length === 4 ? String(octets.charCodeAt(i)) : nibble(octets, i)
    name = String.fromCharCode(label.length) + label + name
  }
  return flat(name) as NameKey
}

/** The octets of the IPv6 address that has this reverse name; `null` for any other name. */
export function addressOfReverseName(name: NameKey): string | null {
  // 32 labels of one nibble each, the last one first.
  if (name.length !== 64 + IP6_ARPA.length || !name.endsWith(IP6_ARPA)) return null
  const octets = Array.from({ length: 16 }, (_, i) =>
    Number.parseInt(name.charAt(63 - 4 * i) + name.charAt(61 - 4 * i), 16),
  )
  const address = fromOctets(octets)
  return reverseName(address) === name ? address : null
}

function nibble(octets: string, index: number): string {
  const octet = octets.charCodeAt(index >> 1)
  return (index % 2 === 0 ? octet >> 4 : octet & 0xf).toString(16)
}

/** A CIDR range: the octets of the network with cleared host bits, and the prefix length in bits. */
export interface AddressRange {
  readonly octets: string
  readonly prefix: number
}

/**
 * Parses `10.96.0.0/12` or `fd00::/8` and clears the host bits. An address without a prefix is a range of one
 * address. `null` if the text is neither.
 */
export function parseRange(text: string): AddressRange | null {
  const [base = '', bits, ...rest] = text.split('/')
  const octets = parseAddress(base)
  if (octets === null || rest.length > 0) return null
  if (bits !== undefined && !/^\d{1,3}$/.test(bits)) return null
  const prefix = bits === undefined ? octets.length * 8 : Number(bits)
  if (prefix > octets.length * 8) return null
  return { octets: clearHostBits(octets, prefix), prefix }
}

function clearHostBits(octets: string, prefix: number): string {
  const kept = Array.from(octets, (octet, i) => {
    const bits = Math.max(0, Math.min(8, prefix - 8 * i))
    return octet.charCodeAt(0) & (0xff00 >> bits)
  })
  return fromOctets(kept)
}

export function isInRange(octets: string, range: AddressRange): boolean {
  return octets.length === range.octets.length && clearHostBits(octets, range.prefix) === range.octets
}

/**
 * The reverse zones that cover a range. A prefix that ends on an octet (IPv4) or nibble (IPv6) gives one
 * zone. Any other prefix gives all zones at the next longer boundary: at most 128 (IPv4) or 8 (IPv6).
 */
export function reverseZones(range: AddressRange): NameKey[] {
  const step = range.octets.length === 4 ? 8 : 4
  const labels = Math.ceil(range.prefix / step)
  const missing = labels * step - range.prefix
  return Array.from({ length: 2 ** missing }, (_, i) => {
    if (missing === 0) return reverseName(range.octets, labels)
    const octetIndex = Math.floor((labels * step - 1) / 8)
    const shift = step === 4 && labels % 2 === 1 ? 4 : 0
    const octets = Array.from(range.octets, (octet, k) => {
      const value = octet.charCodeAt(0)
      return k === octetIndex ? (value | (i << shift)) & 0xff : value
    })
    return reverseName(fromOctets(octets), labels)
  })
}
