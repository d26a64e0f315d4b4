import { isIP } from 'node:net'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  addressOfReverseName,
  addressText,
  canonicalAddress,
  isInRange,
  parseAddress,
  parseRange,
  reverseName,
  reverseZones,
} from '../../src/wire/address.ts'
import { keyOf, nameText } from '../../src/wire/name.ts'

function hex(octets: string | null): string | null {
  return octets === null ? null : Buffer.from(octets, 'latin1').toString('hex')
}

describe('addresses parse', () => {
  test.each([
    ['0.0.0.0', '00000000'],
    ['255.249.199.10', 'fff9c70a'],
    ['::', '0'.repeat(32)],
    ['::1', `${'0'.repeat(31)}1`],
    ['1::', `0001${'0'.repeat(28)}`],
    ['2001:DB8::a', '20010db800000000000000000000000a'],
    ['1:2:3:4:5:6:7:8', '00010002000300040005000600070008'],
    ['1:2:3:4:5:6:7::', '00010002000300040005000600070000'],
    ['::ffff:10.0.0.1', '00000000000000000000ffff0a000001'],
    ['1:2:3:4:5:6:10.0.0.1', '0001000200030004000500060a000001'],
  ])('%s', (text, octets) => {
    expect(hex(parseAddress(text))).toBe(octets)
  })
  test.each([
    '',
    'a',
    '1.2.3',
    '1.2.3.4.5',
    '256.0.0.1',
    '01.2.3.4',
    '1.2.3.4 ',
    ':',
    ':::',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4::5:6:7:8',
    '12345::',
    'g::',
    'fe80::1%eth0',
    '10.0.0.1::',
    '::10.0.0.1:1',
    '::256.0.0.1',
  ])('%j is none', (text) => {
    expect(parseAddress(text)).toBeNull()
    expect(canonicalAddress(text)).toBeNull()
  })
  test('parseAddress accepts the addresses that Node.js accepts, and no other text', () => {
    const pieces = fc.constantFrom(
      '0',
      '1',
      'ff',
      '10',
      '255',
      '256',
      'ffff',
      ':',
      '::',
      '.',
      '10.0.0.1',
      'g',
    )
    const text = fc.array(pieces, { maxLength: 9 }).map((all) => all.join(''))
    fc.assert(
      fc.property(fc.oneof(text, fc.ipV4(), fc.ipV6()), (one) => {
        expect(parseAddress(one) !== null).toBe(isIP(one) !== 0)
      }),
      { numRuns: 2000 },
    )
  })
})

describe('addresses print in canonical form (RFC 5952)', () => {
  test.each([
    ['10.0.0.1', '10.0.0.1'],
    ['0:0:0:0:0:0:0:0', '::'],
    ['2001:0DB8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['1:0:0:2:0:0:0:3', '1:0:0:2::3'],
    ['0:0:1::', '0:0:1::'],
    ['1:2:3:4:5:6:0:0', '1:2:3:4:5:6::'],
  ])('%s', (text, canonical) => {
    expect(canonicalAddress(text)).toBe(canonical)
  })
  test('and parse into the same octets', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (octets) => {
        const wire = Buffer.from(octets).toString('latin1')
        const text = addressText(wire)
        expect(parseAddress(text)).toBe(wire)
        // The URL parser of Node.js writes addresses in the same form.
        expect(`[${text}]`).toBe(new URL(`http://[${text}]`).hostname)
      }),
    )
  })
})

test.each([
  ['10.2.3.4', '4.3.2.10.in-addr.arpa.'],
  ['2001:db8::1', `1.${'0.'.repeat(23)}8.b.d.0.1.0.0.2.ip6.arpa.`],
])('%s has its reverse name', (text, name) => {
  expect(nameText(reverseName(parseAddress(text) ?? ''))).toBe(name)
})

test('an IPv6 address is found by its reverse name, and by that alone', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (octets) => {
      const address = Buffer.from(octets).toString('latin1')
      expect(addressOfReverseName(reverseName(address))).toBe(address)
    }),
  )
  const name = reverseName(parseAddress('2001:db8::a') ?? '')
  for (const other of [
    reverseName(parseAddress('10.2.3.4') ?? ''),
    name.slice(2),
    `\x011${name}`,
    name.replace('\x01a', '\x01g'),
    name.replace('\x01a\x010', '\x03abc'),
    name.replace('ip6', 'ip4'),
  ])
    expect(addressOfReverseName(keyOf(other))).toBeNull()
})

describe('ranges', () => {
  test.each([
    ['10.96.7.1/12', '0a600000', 12],
    ['10.96.7.1', '0a600701', 32],
    ['10.96.7.1/0', '00000000', 0],
    ['fdff::1/9', `fd80${'0'.repeat(28)}`, 9],
    ['::1', `${'0'.repeat(31)}1`, 128],
  ])('%s', (text, octets, prefix) => {
    const range = parseRange(text)
    expect([hex(range?.octets ?? null), range?.prefix]).toEqual([octets, prefix])
  })
  test.each(['', 'a/8', '10.0.0.0/33', '::/129', '10.0.0.0/', '10.0.0.0/x', '10.0.0.0/8/8', '10.0.0.0/1000'])(
    '%j is none',
    (text) => {
      expect(parseRange(text)).toBeNull()
    },
  )
  test.each([
    ['10.0.0.0/8', '10.255.0.1', true],
    ['10.0.0.0/8', '11.0.0.1', false],
    ['10.0.0.0/9', '10.128.0.1', false],
    ['0.0.0.0/0', '1.2.3.4', true],
    ['0.0.0.0/0', '::1', false],
    ['fd00::/8', 'fdff::1', true],
  ])('%s holds %s: %s', (range, address, expected) => {
    const parsed = parseRange(range)
    expect(parsed !== null && isInRange(parseAddress(address) ?? '', parsed)).toBe(expected)
  })
  test.each([
    ['10.0.0.0/8', ['10.in-addr.arpa.']],
    ['10.1.0.0/16', ['1.10.in-addr.arpa.']],
    ['10.0.0.0/15', ['0.10.in-addr.arpa.', '1.10.in-addr.arpa.']],
    ['10.0.0.1', ['1.0.0.10.in-addr.arpa.']],
    ['0.0.0.0/0', ['in-addr.arpa.']],
    ['fd00::/8', ['d.f.ip6.arpa.']],
    ['fc00::/7', ['c.f.ip6.arpa.', 'd.f.ip6.arpa.']],
    ['2000::/3', ['2.ip6.arpa.', '3.ip6.arpa.']],
    ['::/0', ['ip6.arpa.']],
  ])('%s is covered by its reverse zones', (text, zones) => {
    const range = parseRange(text)
    expect(range === null ? null : reverseZones(range).map((zone) => nameText(zone))).toEqual(zones)
  })
})
