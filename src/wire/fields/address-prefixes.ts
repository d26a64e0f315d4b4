/**
 * The RDATA of APL (RFC 3123 §4): address prefixes up to its end. Zone files write each as
 * `[!]FAMILY:ADDRESS/PREFIX`; `!` negates it.
 */
import { addressText, parseAddress } from '../address.ts'
import { bigEndian, type ZoneWord } from '../zone-word.ts'
import { AS_OCTETS, type OctetsField, type WordProblem } from './field.ts'

/** The octets of an address, by the number of its family (IANA "Address Family Numbers"). */
const FAMILIES: ReadonlyMap<number, 4 | 16> = new Map([
  [1, 4],
  [2, 16],
])
/** The bit of a negated prefix, in the octet of the address's length. */
const NEGATED = 0x80
const HEADER_OCTETS = 4

export function addressPrefixes<Label extends string>(label: Label): OctetsField<Label> {
  return {
    ...AS_OCTETS,
    label,
    expected: 'address prefixes',
    extent: 'rest',
    words: 'all',
    parse: parsePrefixes,
    print: printPrefixes,
    isValid: (octets) => split(octets) !== null,
  }
}

function parsePrefixes(words: readonly ZoneWord[]): string | WordProblem {
  const all: string[] = []
  for (const [at, { text }] of words.entries()) {
    const octets = parsePrefix(text)
    if (octets === null)
      return { expected: 'an address prefix such as 1:192.0.2.0/24 or !2:2001:db8::/32', at }
    all.push(octets)
  }
  return all.join('')
}

function parsePrefix(text: string): string | null {
  const match = /^(!?)([12]):([^/]+)\/(\d{1,3})$/.exec(text)
  const [, negation, family = '', address = '', prefix = ''] = match ?? []
  const octets = parseAddress(address)
  if (match === null || octets === null || octets.length !== FAMILIES.get(Number(family))) return null
  if (Number(prefix) > 8 * octets.length) return null
  // RFC 3123 §4: trailing zero octets are not sent.
  const part = octets.replace(/\0+$/, '')
  const length = part.length | (negation === '!' ? NEGATED : 0)
  return bigEndian(Number(family), 2) + String.fromCharCode(Number(prefix), length) + part
}

interface Prefix {
  readonly family: number
  readonly prefix: number
  readonly isNegated: boolean
  /** Without trailing zero octets. */
  readonly address: string
}

/** `null` if a prefix is cut off, has trailing zero octets, or exceeds its address family. */
function split(octets: string): Prefix[] | null {
  const all: Prefix[] = []
  for (let at = 0; at < octets.length; ) {
    if (at + HEADER_OCTETS > octets.length) return null
    const family = octets.charCodeAt(at) * 256 + octets.charCodeAt(at + 1)
    const prefix = octets.charCodeAt(at + 2)
    const length = octets.charCodeAt(at + 3)
    const end = at + HEADER_OCTETS + (length & ~NEGATED)
    const address = octets.slice(at + HEADER_OCTETS, end)
    const limit = FAMILIES.get(family)
    if (end > octets.length || address.endsWith('\0')) return null
    if (limit !== undefined && (address.length > limit || prefix > 8 * limit)) return null
    all.push({ family, prefix, isNegated: (length & NEGATED) !== 0, address })
    at = end
  }
  return all
}

/** `null` if there is no prefix, or one of a family whose addresses have no text form here. */
function printPrefixes(octets: string): string | null {
  const words = (split(octets) ?? []).map(({ family, prefix, isNegated, address }) => {
    const length = FAMILIES.get(family)
    if (length === undefined) return null
    return `${isNegated ? '!' : ''}${family}:${addressText(address.padEnd(length, '\0'))}/${prefix}`
  })
  return words.length === 0 || words.includes(null) ? null : words.join(' ')
}
