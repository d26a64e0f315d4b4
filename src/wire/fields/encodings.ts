/**
 * Fields of octets up to the end of the RDATA. Zone files write them in hexadecimal or Base64, in any number
 * of words.
 */
import { AS_OCTETS, type OctetsField } from './field.ts'

export function hex<Label extends string>(label: Label): OctetsField<Label> {
  return encoded(label, 'hexadecimal digits', /^(?:[\da-f]{2})+$/i, 'hex')
}

export function base64<Label extends string>(label: Label): OctetsField<Label> {
  return encoded(label, 'Base64', /^(?=(?:.{4})+$)[A-Za-z\d+/]+={0,2}$/, 'base64')
}

function encoded<Label extends string>(
  label: Label,
  expected: string,
  pattern: RegExp,
  encoding: 'hex' | 'base64',
): OctetsField<Label> {
  return {
    ...AS_OCTETS,
    label,
    expected,
    extent: 'rest',
    words: 'all',
    parse(words) {
      const text = words.map((word) => word.text).join('')
      return pattern.test(text) ? Buffer.from(text, encoding).toString('latin1') : null
    },
    print(octets) {
      if (octets === '') return null
      const text = Buffer.from(octets, 'latin1').toString(encoding)
      return encoding === 'hex' ? text.toUpperCase() : text
    },
  }
}
