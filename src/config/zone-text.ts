/**
 * Zones as people write them, in a server block's key or after a directive: a domain name with or without its final dot,
 * or a range of addresses, which stands for the reverse zones that cover it.
 */
import { parseRange, reverseZones } from '../wire/address.ts'
import { isWithin, labelsOf, type NameKey, parseName } from '../wire/name.ts'

export type ZoneReading =
  | { readonly zones: readonly NameKey[] }
  /** `problem` follows the text in a sentence: "is not …". */
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

/** A slash and digits at the end, or a colon: `0/27.2.0.192.in-addr.arpa` (RFC 2317 §4) is a name. */
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
  // Where IPv6 begins with zeros there is no reverse zone that anybody delegates (mapped, unspecified, loopback).
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
 * Whether host names fit under a zone: letters, digits and hyphens within (RFC 1123 §2.1). Reverse zones and labels that
 * begin with an underscore (RFC 8552) are made for other things and pass.
 */
export function isHostStyle(zone: NameKey): boolean {
  if (REVERSE_ROOTS.some((root) => root !== null && isWithin(zone, root))) return true
  return labelsOf(zone).every((label) => /^(?:_.*|[a-z\d](?:[a-z\d-]*[a-z\d])?)$/.test(label))
}
