import { expect, test } from 'vitest'
import { isLocal, isLoopback } from '../../src/wire/address-scope.ts'
import { parseAddress } from '../../src/wire/address.ts'

const octets = (text: string): string => parseAddress(text) ?? ''

test('an address is loopback', () => {
  for (const text of ['127.0.0.1', '127.255.255.255', '::1'])
    expect(isLoopback(octets(text)), text).toBe(true)
  for (const text of ['128.0.0.1', '126.255.255.255', '::', '::2', '1::1'])
    expect(isLoopback(octets(text)), text).toBe(false)
})

test.each([
  ['loopback', '127.0.0.1', '::1', '::ffff:127.0.0.1'],
  [
    'RFC 1918',
    '10.0.0.0',
    '10.255.255.255',
    '172.16.0.0',
    '172.31.255.255',
    '192.168.0.0',
    '192.168.255.255',
  ],
  ['RFC 1918 in IPv6 form', '::ffff:10.1.2.3'],
  ['RFC 6598', '100.64.0.0', '100.127.255.255'],
  ['link-local', '169.254.0.1', 'fe80::1', 'febf::1'],
  ['unique local', 'fc00::1', 'fdff::1'],
])('an address is local: %s', (_, ...texts) => {
  for (const text of texts) expect(isLocal(octets(text)), text).toBe(true)
})

test.each([
  [
    'beside RFC 1918',
    '9.255.255.255',
    '11.0.0.0',
    '172.15.255.255',
    '172.32.0.0',
    '192.167.0.0',
    '192.169.0.0',
  ],
  ['beside RFC 6598', '100.63.255.255', '100.128.0.0'],
  ['beside link-local', '169.253.0.1', '169.255.0.1', 'fec0::1', 'fe7f::1'],
  ['beside unique local', 'fbff::1', 'fe00::1'],
  ['for the world', '192.0.2.1', '8.8.8.8', '2001:db8::1', '::ffff:192.0.2.1', '::'],
])('an address is not local: %s', (_, ...texts) => {
  for (const text of texts) expect(isLocal(octets(text)), text).toBe(false)
})
