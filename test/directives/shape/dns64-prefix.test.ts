import * as fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { embed, extract, PREFIX_LENGTHS } from '../../../src/directives/shape/dns64/prefix.ts'
import { addressText, parseAddress, parseRange } from '../../../src/wire/address.ts'

const octets = (length: number) =>
  fc.array(fc.nat(255), { minLength: length, maxLength: length }).map((list) => String.fromCharCode(...list))

describe('an IPv4 address in an IPv6 address', () => {
  const address = parseAddress('192.0.2.33') ?? ''
  // RFC 6052 §2.4.
  test.each([
    ['2001:db8::/32', '2001:db8:c000:221::'],
    ['2001:db8:100::/40', '2001:db8:1c0:2:21::'],
    ['2001:db8:122::/48', '2001:db8:122:c000:2:2100::'],
    ['2001:db8:122:300::/56', '2001:db8:122:3c0:0:221::'],
    ['2001:db8:122:344::/64', '2001:db8:122:344:c0:2:2100:0'],
    ['2001:db8:122:344::/96', '2001:db8:122:344::c000:221'],
    ['64:ff9b::/96', '64:ff9b::c000:221'],
  ])('is where RFC 6052 has it: %s', (text, expected) => {
    const prefix = parseRange(text)
    expect(prefix && addressText(embed(prefix, address))).toBe(expected)
    expect(prefix && extract(prefix, parseAddress(expected) ?? '')).toBe(address)
  })

  it('is extracted for every prefix, and from no other address', () => {
    fc.assert(
      fc.property(octets(16), octets(4), fc.constantFrom(...PREFIX_LENGTHS), (seed, ipv4, length) => {
        const prefix = parseRange(`${addressText(`${seed.slice(0, 8)}\0${seed.slice(9)}`)}/${length}`)
        if (prefix === null) throw new Error('no prefix')
        expect(extract(prefix, embed(prefix, ipv4))).toBe(ipv4)
        const found = extract(prefix, seed)
        expect(found === null || embed(prefix, found) === seed).toBe(true)
      }),
    )
    const prefix = parseRange('2001:db8::/32')
    expect(prefix && extract(prefix, parseAddress('2001:db8:c000:221:1::') ?? '')).toBeNull()
    expect(prefix && extract(prefix, parseAddress('2001:db8:c000:221::1') ?? '')).toBeNull()
  })
})
