/**
 * The number of a DNSSEC algorithm (IANA "DNS Security Algorithm Numbers"). RFC 4034 §2.2: zone files write
 * the number or its mnemonic.
 */
import { bigEndian, numberOctets } from '../zone-word.ts'
import type { Field } from './field.ts'

const ALGORITHMS: ReadonlyMap<string, number> = new Map([
  ['RSAMD5', 1],
  ['DH', 2],
  ['DSA', 3],
  ['RSASHA1', 5],
  ['DSA-NSEC3-SHA1', 6],
  ['NSEC3DSA', 6],
  ['RSASHA1-NSEC3-SHA1', 7],
  ['NSEC3RSASHA1', 7],
  ['RSASHA256', 8],
  ['RSASHA512', 10],
  ['ECC-GOST', 12],
  ['ECCGOST', 12],
  ['ECDSAP256SHA256', 13],
  ['ECDSAP384SHA384', 14],
  ['ED25519', 15],
  ['ED448', 16],
  ['SM2SM3', 17],
  ['ECC-GOST12', 23],
  ['INDIRECT', 252],
  ['PRIVATEDNS', 253],
  ['PRIVATEOID', 254],
])

export function algorithm<Label extends string>(label: Label): Field<Label, number> {
  return {
    label,
    expected: 'an algorithm number from 0 to 255, or a mnemonic such as ECDSAP256SHA256',
    extent: 1,
    words: 'one',
    parse([word]) {
      const text = word?.text ?? ''
      const known = ALGORITHMS.get(text.toUpperCase())
      return known === undefined ? numberOctets(text, 1) : bigEndian(known, 1)
    },
    print: (octets) => String(octets.charCodeAt(0)),
    octetsOf: (value) => bigEndian(value, 1),
    valueOf: (octets) => octets.charCodeAt(0),
  }
}
