/** Valid RDATA of any type, made from the fields of the type. */
import * as fc from 'fast-check'
import type { Field } from '../../src/wire/fields/field.ts'
import { typeBitmaps } from '../../src/wire/fields/type-bitmaps.ts'
import type { RecordType } from '../../src/wire/record-type.ts'

export const octetString = (limits: { minLength?: number; maxLength?: number }): fc.Arbitrary<string> =>
  fc.uint8Array({ maxLength: 40, ...limits }).map((some) => Buffer.from(some).toString('latin1'))
const withLength = (text: string): string => String.fromCharCode(text.length) + text
export const word = (value: number): string => String.fromCharCode(value >> 8, value & 0xff)

const characterString = octetString({ maxLength: 255 }).map(withLength)
const domainName = fc
  .array(octetString({ minLength: 1, maxLength: 20 }), { maxLength: 6 })
  .map((labels) => `${labels.map(withLength).join('')}\0`)
const gateway = fc.oneof(
  fc.constant<[number, string]>([0, '']),
  octetString({ minLength: 4, maxLength: 4 }).map((octets): [number, string] => [1, octets]),
  octetString({ minLength: 16, maxLength: 16 }).map((octets): [number, string] => [2, octets]),
  domainName.map((name): [number, string] => [3, name]),
)
const parameterValues = fc.uniqueArray(
  fc.oneof(
    fc.tuple(fc.integer({ min: 7, max: 12 }), octetString({})),
    fc.constantFrom<[number, string]>(
      [1, '\x02h2\x02h3'],
      [1, '\x03a,b\x05\\\\,\x00\xff'],
      [2, ''],
      [4, '\x0a\0\0\x01'],
      [4, '\x0a\0\0\x01\xff\xff\xff\xff'],
      [7, '/q{?dns}'],
      [8, ''],
    ),
    fc.tuple(fc.constant(3), octetString({ minLength: 2, maxLength: 2 })),
    fc.tuple(fc.constant(5), octetString({ minLength: 1 })),
    fc.tuple(fc.constant(6), octetString({ minLength: 16, maxLength: 16 })),
  ),
  { selector: ([number]) => number, maxLength: 6 },
)
/** Some of the parameters are mandatory (RFC 9460 §8), and no-default-alpn stands beside alpn (§7.1.1). */
const parameters = fc.tuple(parameterValues, fc.nat(0xff)).map(([some, mask]) => {
  const hasProtocols = some.some(([number]) => number === 1)
  const all = some.filter(([number]) => number !== 2 || hasProtocols).toSorted(([a], [b]) => a - b)
  const mandatory = all.filter((_, i) => (mask & (1 << i)) !== 0).map(([number]) => word(number))
  const listed: [number, string][] = mandatory.length === 0 ? all : [[0, mandatory.join('')], ...all]
  return listed.map(([number, value]) => word(number) + word(value.length) + value).join('')
})

/** Octets for fields that do not accept all octets of their extent, by the field's `expected`. */
const PARTICULAR: Readonly<Record<string, fc.Arbitrary<string>>> = {
  'letters and digits': fc.stringMatching(/^[A-Za-z0-9]{1,20}$/).map(withLength),
  'SvcParams such as alpn=h2,h3 or port=8443': parameters,
  // Of unassigned types, whose digests have any length.
  'a digest type and a digest': fc
    .tuple(fc.integer({ min: 7, max: 255 }), octetString({ minLength: 1 }))
    .map(([type, digest]) => String.fromCharCode(type) + digest),
  'hexadecimal digits': octetString({ minLength: 1 }),
  Base64: octetString({ minLength: 1 }),
  'record types': fc.uniqueArray(fc.nat(65_535)).map((types) => typeBitmaps('types').octetsOf(types)),
  'a location such as 52 22 23 N 4 53 32 E -2m': fc
    .tuple(
      fc.tuple(
        ...[0, 1, 2].map(() =>
          fc.tuple(fc.nat(9), fc.nat(9)).map(([digit, power]) => (digit === 0 ? 0 : digit * 16 + power)),
        ),
      ),
      fc.integer({ min: -324_000_000, max: 324_000_000 }),
      fc.integer({ min: -648_000_000, max: 648_000_000 }),
      fc.nat(2 ** 32 - 1),
    )
    .map(([sizes, latitude, longitude, altitude]) => {
      const position = [latitude + 2 ** 31, longitude + 2 ** 31, altitude]
      return `\0${String.fromCharCode(...sizes)}${position.map((one) => word(one >>> 16) + word(one & 0xffff)).join('')}`
    }),
  'address prefixes': fc
    .array(
      fc
        .tuple(fc.boolean(), fc.boolean(), fc.nat(32), octetString({ maxLength: 4 }))
        .map(([isIPv6, isNegated, prefix, address]) => {
          const part = address.replace(/\0+$/, '')
          return (
            word(isIPv6 ? 2 : 1) + String.fromCharCode(prefix, part.length | (isNegated ? 0x80 : 0)) + part
          )
        }),
      { minLength: 1, maxLength: 4 },
    )
    .map((all) => all.join('')),
  'a gateway type, an algorithm, a gateway and a key': fc
    .tuple(gateway, fc.integer({ min: 1, max: 255 }), octetString({ minLength: 1 }))
    .map(([[type, octets], algorithm, key]) => String.fromCharCode(type, algorithm) + octets + key),
  'a discovery bit, a relay type and a relay': fc
    .tuple(gateway, fc.boolean())
    .map(([[type, octets], isOptional]) => String.fromCharCode(type | (isOptional ? 0x80 : 0)) + octets),
  'an algorithm, a host identity tag, a public key, and names of rendezvous servers': fc
    .tuple(
      fc.nat(255),
      octetString({ minLength: 1 }),
      octetString({ minLength: 1 }),
      fc.array(domainName, { maxLength: 3 }),
    )
    .map(
      ([algorithm, tag, key, servers]) =>
        String.fromCharCode(tag.length, algorithm) + word(key.length) + tag + key + servers.join(''),
    ),
  'record types from 1 to 127': fc
    .uniqueArray(fc.integer({ min: 1, max: 127 }))
    .map((types) => typeBitmaps('types').octetsOf(types).slice(2)),
  'an NSAP address such as 0x47.0005.80': octetString({ minLength: 1 }),
  'a hash in Base32 with the extended hex alphabet, without padding': octetString({ minLength: 1 }).map(
    withLength,
  ),
}

function octetsOf({ extent, expected }: Field): fc.Arbitrary<string> {
  const particular = PARTICULAR[expected]
  if (particular !== undefined) return particular
  if (typeof extent === 'number') return octetString({ minLength: extent, maxLength: extent })
  if (typeof extent === 'object') return domainName
  if (extent === 'string') return characterString
  if (extent === 'strings')
    return fc.array(characterString, { minLength: 1, maxLength: 4 }).map((all) => all.join(''))
  return octetString({})
}

/** RDATA in wire form without compression. */
export const dataOctets = (type: RecordType): fc.Arbitrary<string> =>
  fc.tuple(...type.fields.map(octetsOf)).map((parts) => parts.join(''))
