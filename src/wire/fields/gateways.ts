/**
 * Fields with a gateway or relay whose form depends on a type before it (RFC 4025 §2.3, RFC 8777 §4.2.3):
 * nothing, an address, or a name, which is never compressed. Each field reaches to the end of the RDATA.
 */
import { addressText, parseAddress } from '../address.ts'
import { type NameKey, nameText } from '../name.ts'
import { plainNameEnd } from '../packet-name.ts'
import { numberOctets, parseZoneName, type ZoneWord } from '../zone-word.ts'
import { base64 } from './encodings.ts'
import { AS_OCTETS, type OctetsField, type TextContext, type WordProblem } from './field.ts'

const NONE = 0
const IPV4 = 1
const IPV6 = 2
const NAME = 3

const EXPECTED: readonly string[] = [
  'a single dot, which is no gateway',
  'an IPv4 address',
  'an IPv6 address',
  'a domain name',
]

/** Gateway type, algorithm, gateway and public key of IPSECKEY. RFC 4025 §2.4: algorithm 0 has no key. */
export function ipsecGateway<Label extends string>(label: Label): OctetsField<Label> {
  const key = base64('publicKey')
  return {
    ...AS_OCTETS,
    label,
    expected: 'a gateway type, an algorithm, a gateway and a key',
    extent: 'rest',
    words: 'all',
    parse(words, context) {
      const type = parseNumber(words, 0, NAME)
      if (typeof type === 'object') return type
      const algorithm = parseNumber(words, 1, 255)
      if (typeof algorithm === 'object') return algorithm
      const gateway = parseGateway(words, 2, type, context.origin)
      if (typeof gateway === 'object') return gateway
      const head = String.fromCharCode(type, algorithm) + gateway
      const rest = words.slice(3)
      if (algorithm === 0) return rest.length === 0 ? head : { expected: 'no key for algorithm 0', at: 3 }
      const octets = key.parse(rest, context)
      return typeof octets === 'string' ? head + octets : { expected: key.expected, at: 3 }
    },
    print(octets, types) {
      const type = octets.charCodeAt(0)
      const end = gatewayEnd(octets, 2, type)
      const gateway = gatewayText(octets.slice(2, end), type)
      const head = `${type} ${octets.charCodeAt(1)} ${gateway}`
      return end === octets.length ? head : `${head} ${key.print(octets.slice(end), types)}`
    },
    isValid(octets) {
      const end = octets.length < 2 ? -1 : gatewayEnd(octets, 2, octets.charCodeAt(0))
      return end !== -1 && end <= octets.length && (end === octets.length) === (octets.charCodeAt(1) === 0)
    },
  }
}

/** RFC 8777 §4.2.2: the bit of a relay that clients must discover first. */
const DISCOVERY_OPTIONAL = 0x80

/** The discovery bit, the relay type and the relay of AMTRELAY. */
export function relay<Label extends string>(label: Label): OctetsField<Label> {
  return {
    ...AS_OCTETS,
    label,
    expected: 'a discovery bit, a relay type and a relay',
    extent: 'rest',
    words: 'all',
    parse(words, { origin }: TextContext) {
      const discovery = parseNumber(words, 0, 1)
      if (typeof discovery === 'object') return discovery
      const type = parseNumber(words, 1, NAME)
      if (typeof type === 'object') return type
      const octets = parseGateway(words, 2, type, origin)
      if (typeof octets === 'object') return octets
      if (words.length > 3) return { expected: 'no more words', at: 3 }
      return String.fromCharCode(discovery * DISCOVERY_OPTIONAL + type) + octets
    },
    print(octets) {
      const first = octets.charCodeAt(0)
      const type = first & ~DISCOVERY_OPTIONAL
      return `${first >> 7} ${type} ${gatewayText(octets.slice(1), type)}`
    },
    isValid(octets) {
      const type = octets.charCodeAt(0) & ~DISCOVERY_OPTIONAL
      return octets !== '' && gatewayEnd(octets, 1, type) === octets.length
    },
  }
}

function parseNumber(words: readonly ZoneWord[], at: number, most: number): number | WordProblem {
  const octets = numberOctets(words[at]?.text ?? '', 1)
  const number = octets?.charCodeAt(0) ?? Infinity
  return number <= most ? number : { expected: `a number from 0 to ${most}`, at }
}

function parseGateway(
  words: readonly ZoneWord[],
  at: number,
  type: number,
  origin: NameKey,
): string | WordProblem {
  const text = words[at]?.text ?? ''
  const octets = gatewayOctets(text, type, origin)
  return octets ?? { expected: EXPECTED[type] as string, at }
}

function gatewayOctets(text: string, type: number, origin: NameKey): string | null {
  if (type === NONE) return text === '.' ? '' : null
  if (type === NAME) return text === '' ? null : parseZoneName(text, origin)
  const octets = parseAddress(text)
  return octets?.length === (type === IPV4 ? 4 : 16) ? octets : null
}

/** The offset behind a gateway, which may exceed the octets; -1 if it is malformed or of an unknown type. */
function gatewayEnd(octets: string, at: number, type: number): number {
  if (type === NONE) return at
  if (type === IPV4) return at + 4
  if (type === IPV6) return at + 16
  return type === NAME ? plainNameEnd(Buffer.from(octets, 'latin1'), at) : -1
}

function gatewayText(octets: string, type: number): string {
  if (type === NONE) return '.'
  return type === NAME ? nameText(octets) : addressText(octets)
}
