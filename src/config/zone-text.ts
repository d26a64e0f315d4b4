/**
 * The text of a zone, in the key of a server block or after a directive: a domain name with or without its
 * final dot, or a range of addresses (CIDR), which stands for the reverse zones that cover it.
 */
import { parseRange, reverseZones } from '../wire/address.ts'
import { isWithin, labelsOf, type NameKey, parseName } from '../wire/name.ts'

export type ZoneReading =
  | { readonly zones: readonly NameKey[] }
  /** `problem` continues a sentence that begins with the text: "is not …". */
  | { readonly problem: string; readonly hint?: string }

export function readZoneText(text: string): ZoneReading {
  if (/\s/.test(text)) {
    return {
      problem: 'is one word with a blank in it, not a zone',
      hint: 'quotes and environment variables make one word; write each zone as a word of its own',
    }
  }
  return isRangeLike(text) ? readRangeText(text) : readNameText(text)
}

/** A final slash with digits, or a colon. RFC 2317 §4: `0/27.2.0.192.in-addr.arpa` is a name. */
function isRangeLike(text: string): boolean {
  return /\/\d*$/.test(text) || text.includes(':')
}

function readRangeText(text: string): ZoneReading {
  const range = text.includes('/') ? parseRange(text) : null
  if (range === null) {
    if (!text.includes('/') && parseRange(text) !== null) {
      return {
        problem: 'is an address, not a zone',
        hint: 'write a range with its prefix length, such as 2001:db8::/32',
      }
    }
    const isBadRange = text.includes('/')
    return isBadRange
      ? { problem: 'is not a valid range of addresses (CIDR)', hint: rangeHint(text) }
      : { problem: 'is not a valid zone: a name has no colon' }
  }
  // Reverse zones of IPv6 addresses that begin with zeros (mapped, unspecified, loopback) are not delegated.
  if (text.includes(':') && /^[:0]/.test(text)) {
    return {
      problem: 'is not a valid range of addresses (CIDR): it begins with zeros',
      hint: 'name the reverse zone itself, such as ip6.arpa',
    }
  }
  return { zones: reverseZones(range) }
}

function rangeHint(text: string): string {
  const [address = '', prefix = ''] = text.split('/')
  if (parseRange(address) === null) return 'write an address and a prefix length, such as 10.96.0.0/12'
  const longest = address.includes(':') ? 128 : 32
  return `the prefix length is a number from 0 to ${longest}, found '${prefix}'`
}

/** RFC 1035 §2.3.4: 255 octets on the wire, which are 253 characters without the final dot. */
const MAX_NAME_CHARACTERS = 253

function readNameText(text: string): ZoneReading {
  const zone = parseName(text)
  if (zone !== null && text !== '') return { zones: [zone] }
  const labels = text.replace(/\.$/, '').split('.')
  if (/[^\0-\x7e]/.test(text)) {
    return {
      problem: 'is not a valid domain name: it is not ASCII',
      hint: "write it in its 'xn--' form (RFC 5890)",
    }
  }
  if (labels.includes('')) return { problem: 'is not a valid domain name: it has an empty label' }
  if (labels.some((label) => label.length > 63 && !label.includes('\\'))) {
    return { problem: 'is not a valid domain name: a label is longer than 63 characters' }
  }
  if (text.length > MAX_NAME_CHARACTERS)
    return { problem: 'is not a valid domain name: it is longer than 255 octets' }
  return { problem: 'is not a valid domain name' }
}

const REVERSE_ROOTS = [parseName('in-addr.arpa'), parseName('ip6.arpa')]

/**
 * Whether the labels of a zone can be part of host names. RFC 1123 §2.1: letters, digits, and hyphens within.
 * Reverse zones and labels that begin with an underscore (RFC 8552) have other uses and pass.
 */
export function isHostStyle(zone: NameKey): boolean {
  if (REVERSE_ROOTS.some((root) => root !== null && isWithin(zone, root))) return true
  return labelsOf(zone).every((label) => /^(?:_.*|[a-z\d](?:[a-z\d-]*[a-z\d])?)$/.test(label))
}
