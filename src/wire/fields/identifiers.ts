/** Identifiers and locators that zone files write as groups of digits. */
import { addressText, parseAddress } from '../address.ts'
import { AS_OCTETS, type OctetsField } from './field.ts'

/** RFC 7043 §3.1: six octets, as `00-00-5e-00-53-2a`. */
export function eui48<Label extends string>(label: Label): OctetsField<Label> {
  return eui(label, 6, 'six pairs of hexadecimal digits, as in 00-00-5e-00-53-2a')
}

/** RFC 7043 §4.1: eight octets, as `00-00-5e-ef-10-00-00-2a`. */
export function eui64<Label extends string>(label: Label): OctetsField<Label> {
  return eui(label, 8, 'eight pairs of hexadecimal digits, as in 00-00-5e-ef-10-00-00-2a')
}

function eui<Label extends string>(label: Label, octets: number, expected: string): OctetsField<Label> {
  const pattern = new RegExp(`^[\\da-f]{2}(?:-[\\da-f]{2}){${octets - 1}}$`, 'i')
  return {
    ...AS_OCTETS,
    label,
    expected,
    extent: octets,
    words: 'one',
    parse([word]) {
      const text = word?.text ?? ''
      return pattern.test(text) ? Buffer.from(text.replaceAll('-', ''), 'hex').toString('latin1') : null
    },
    print: (part) => (hexOf(part).match(/../g) ?? []).join('-'),
  }
}

/** RFC 6742 §2.1.2: eight octets in four groups, as `0014:4fff:ff20:ee64`. Leading zeros may be missing. */
export function locator64<Label extends string>(label: Label): OctetsField<Label> {
  return {
    ...AS_OCTETS,
    label,
    expected: 'four groups of hexadecimal digits, as in 0014:4fff:ff20:ee64',
    extent: 8,
    words: 'one',
    parse([word]) {
      const text = word?.text ?? ''
      if (!/^[\da-f]{1,4}(?::[\da-f]{1,4}){3}$/i.test(text)) return null
      const digits = text.split(':').map((group) => group.padStart(4, '0'))
      return Buffer.from(digits.join(''), 'hex').toString('latin1')
    },
    print: (part) => (hexOf(part).match(/..../g) ?? []).join(':'),
  }
}

/** RFC 6742 §2.2.2: four octets as an IPv4 address. §2.2.3 writes leading zeros: `10.1.02.0`. */
export function locator32<Label extends string>(label: Label): OctetsField<Label> {
  return {
    ...AS_OCTETS,
    label,
    expected: 'four numbers from 0 to 255, as in 10.1.2.0',
    extent: 4,
    words: 'one',
    parse([word]) {
      const octets = parseAddress(word?.text.replace(/(?<=^|\.)0{1,2}(?=\d)/g, '') ?? '')
      return octets?.length === 4 ? octets : null
    },
    print: addressText,
  }
}

/** RFC 1706 §7: octets up to the end of the RDATA, as `0x47.0005.80`. Dots may stand anywhere. */
export function nsap<Label extends string>(label: Label): OctetsField<Label> {
  return {
    ...AS_OCTETS,
    label,
    expected: 'an NSAP address such as 0x47.0005.80',
    extent: 'rest',
    words: 'one',
    parse([word]) {
      const digits = /^0x([\da-f.]+)$/i.exec(word?.text ?? '')?.[1]?.replaceAll('.', '') ?? ''
      return /^(?:..)+$/.test(digits) ? Buffer.from(digits, 'hex').toString('latin1') : null
    },
    print: (octets) => `0x${hexOf(octets)}`,
    isValid: (octets) => octets !== '',
  }
}

function hexOf(octets: string): string {
  return Buffer.from(octets, 'latin1').toString('hex')
}
