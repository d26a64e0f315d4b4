/**
 * The fields of hashed denial of existence (RFC 5155 §3.3): octets behind a length octet, in one word. Their
 * values exclude the length.
 */
import type { OctetsField } from './field.ts'
import { withLength } from './texts.ts'

/** In hexadecimal; `-` is no salt. */
export function salt<Label extends string>(label: Label): OctetsField<Label> {
  return {
    label,
    expected: 'a salt of at most 255 octets in hexadecimal, or -',
    extent: 'string',
    words: 'one',
    parse([word]) {
      const text = word?.text ?? ''
      if (text === '-') return withLength('')
      return /^(?:[\da-f]{2}){1,255}$/i.test(text)
        ? withLength(Buffer.from(text, 'hex').toString('latin1'))
        : null
    },
    print: (octets) => Buffer.from(octets.slice(1), 'latin1').toString('hex').toUpperCase() || '-',
    octetsOf: withLength,
    valueOf: (octets) => octets.slice(1),
  }
}

/** In Base32. RFC 5155 §3.3 has no padding; padding to a multiple of eight digits is accepted. */
export function base32Hash<Label extends string>(label: Label): OctetsField<Label> {
  return {
    label,
    expected: 'a hash in Base32 with the extended hex alphabet, without padding',
    extent: 'string',
    words: 'one',
    parse([word]) {
      const text = word?.text ?? ''
      const digits = text.length % 8 === 0 ? text.replace(/={1,6}$/, '') : text
      const octets = base32Octets(digits)
      return octets === null || octets === '' || octets.length > 255 ? null : withLength(octets)
    },
    print: (octets) => base32Text(octets.slice(1)),
    isValid: (octets) => octets.length > 1,
    octetsOf: withLength,
    valueOf: (octets) => octets.slice(1),
  }
}

/** RFC 4648 §7: the extended hex alphabet, whose order is that of the octets. */
const BASE32_DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUV'

/** `null` for other digits, and if the bits behind the last whole octet are a digit or not zero. */
function base32Octets(text: string): string | null {
  let octets = ''
  let bits = 0
  let pending = 0
  for (const character of text.toUpperCase()) {
    const digit = BASE32_DIGITS.indexOf(character)
    if (digit === -1) return null
    pending = ((pending << 5) | digit) & 0xfff
    bits += 5
    if (bits >= 8) {
      bits -= 8
      octets += String.fromCharCode((pending >> bits) & 0xff)
    }
  }
  return bits < 5 && (pending & ((1 << bits) - 1)) === 0 ? octets : null
}

/** RFC 4648 §7: octets as digits, without padding. */
export function base32Text(octets: string): string {
  let text = ''
  let bits = 0
  let pending = 0
  for (let i = 0; i < octets.length; i++) {
    pending = ((pending << 8) | octets.charCodeAt(i)) & 0xfff
    for (bits += 8; bits >= 5; bits -= 5) text += BASE32_DIGITS.charAt((pending >> (bits - 5)) & 31)
  }
  return bits === 0 ? text : text + BASE32_DIGITS.charAt((pending << (5 - bits)) & 31)
}
