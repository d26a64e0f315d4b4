/** Fields that hold an IP address. Their value is the octets that `parseAddress` returns. */
import { addressText, parseAddress } from '../address.ts'
import { AS_OCTETS, type OctetsField } from './field.ts'

export function ipv4<Label extends string>(label: Label): OctetsField<Label> {
  return address(label, 4, 'an IPv4 address')
}

export function ipv6<Label extends string>(label: Label): OctetsField<Label> {
  return address(label, 16, 'an IPv6 address')
}

function address<Label extends string>(label: Label, octets: 4 | 16, expected: string): OctetsField<Label> {
  return {
    ...AS_OCTETS,
    label,
    expected,
    extent: octets,
    words: 'one',
    parse([word]) {
      const parsed = parseAddress(word?.text ?? '')
      return parsed?.length === octets ? parsed : null
    },
    print: addressText,
  }
}
