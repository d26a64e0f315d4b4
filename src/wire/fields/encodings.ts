/**
 * Fields of octets up to the end of the RDATA. Zone files write them in hexadecimal or Base64, in any number
 * of words.
 */
import { AS_OCTETS, type OctetsField } from './field.ts'

export function hex<Label extends string>(label: Label): OctetsField<Label> {
  return encoded(label, 'hexadecimal digits', hexOctets, 'hex')
}

export function base64<Label extends string>(label: Label): OctetsField<Label> {
  return encoded(label, 'Base64', base64Octets, 'base64')
}

/** RFC 4648 §4; `null` for other text, and for no text. */
export function base64Octets(text: string): string | null {
  if (!/^(?=(?:.{4})+$)[A-Za-z\d+/]+={0,2}$/.test(text)) return null
  return Buffer.from(text, 'base64').toString('latin1')
}

function hexOctets(text: string): string | null {
  return /^(?:[\da-f]{2})+$/i.test(text) ? Buffer.from(text, 'hex').toString('latin1') : null
}

function encoded<Label extends string>(
  label: Label,
  expected: string,
  octetsOf: (text: string) => string | null,
  encoding: 'hex' | 'base64',
): OctetsField<Label> {
  return {
    ...AS_OCTETS,
    label,
    expected,
    extent: 'rest',
    words: 'all',
    parse: (words) => octetsOf(words.map((word) => word.text).join('')),
    print(octets) {
      const text = Buffer.from(octets, 'latin1').toString(encoding)
      return encoding === 'hex' ? text.toUpperCase() : text
    },
    isValid: (octets) => octets !== '',
  }
}
