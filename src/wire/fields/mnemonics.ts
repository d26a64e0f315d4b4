/**
 * Numbers that zone files write in decimal or as a mnemonic of an IANA registry. They print in decimal, or as
 * the first mnemonic with `prints: 'mnemonic'`.
 */
import { bigEndian, numberOctets } from '../zone-word.ts'
import type { Field } from './field.ts'

interface Registry {
  readonly octets: 1 | 2
  readonly expected: string
  readonly prints: 'number' | 'mnemonic'
  /** In upper case. */
  readonly numbers: ReadonlyMap<string, number>
}

/** IANA "DNS Security Algorithm Numbers". RFC 4034 §2.2: zone files write the number or its mnemonic. */
const ALGORITHM: Registry = {
  octets: 1,
  expected: 'an algorithm number from 0 to 255, or a mnemonic such as ECDSAP256SHA256',
  prints: 'number',
  numbers: new Map([
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
  ]),
}

/** RFC 4398 §2.1. */
const CERTIFICATE_TYPE: Registry = {
  octets: 2,
  expected: 'a certificate type from 0 to 65535, or a mnemonic such as PKIX',
  prints: 'mnemonic',
  numbers: new Map([
    ['PKIX', 1],
    ['SPKI', 2],
    ['PGP', 3],
    ['IPKIX', 4],
    ['ISPKI', 5],
    ['IPGP', 6],
    ['ACPKIX', 7],
    ['IACPKIX', 8],
    ['URI', 253],
    ['OID', 254],
  ]),
}

/** RFC 9859 §2.1. */
const SCHEME: Registry = {
  octets: 1,
  expected: 'a scheme number from 0 to 255, or NOTIFY',
  prints: 'mnemonic',
  numbers: new Map([['NOTIFY', 1]]),
}

export function algorithm<Label extends string>(label: Label): Field<Label, number> {
  return registered(label, ALGORITHM)
}

export function certificateType<Label extends string>(label: Label): Field<Label, number> {
  return registered(label, CERTIFICATE_TYPE)
}

export function scheme<Label extends string>(label: Label): Field<Label, number> {
  return registered(label, SCHEME)
}

function registered<Label extends string>(label: Label, registry: Registry): Field<Label, number> {
  const { octets, expected, numbers } = registry
  const mnemonics = new Map([...numbers].toReversed().map(([mnemonic, number]) => [number, mnemonic]))
  const valueOf = (part: string): number =>
    octets === 1 ? part.charCodeAt(0) : part.charCodeAt(0) * 256 + part.charCodeAt(1)
  return {
    label,
    expected,
    extent: octets,
    words: 'one',
    parse([word]) {
      const text = word?.text ?? ''
      const known = numbers.get(text.toUpperCase())
      return known === undefined ? numberOctets(text, octets) : bigEndian(known, octets)
    },
    print(part) {
      const number = valueOf(part)
      return (registry.prints === 'mnemonic' ? mnemonics.get(number) : undefined) ?? String(number)
    },
    octetsOf: (value) => bigEndian(value, octets),
    valueOf,
  }
}
