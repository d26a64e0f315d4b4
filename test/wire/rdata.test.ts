import { describe, expect, test } from 'vitest'
import { EMPTY_ANSWER } from '../../src/wire/answer.ts'
import { className, rcodeName, TYPE } from '../../src/wire/constants.ts'
import { typeName, typeNumber } from '../../src/wire/record-types.ts'
import { addressRecord, type Rdata, rdataOctets } from '../../src/wire/rdata.ts'
import { rdataText } from '../../src/wire/rdata-text.ts'
import { SRV } from '../../src/wire/types/srv.ts'
import { SOA } from '../../src/wire/types/soa.ts'
import { targetData, textData } from '../../src/wire/rdata.ts'
import { decodeSection } from '../../src/wire/decode.ts'
import { ROOT } from '../../src/wire/name.ts'
import { Section } from '../../src/wire/section.ts'
import { key, octets } from './packets.ts'

/** Type, RDATA in uncompressed wire form, RDATA in a zone file, and RDATA as functions make it. */
const ROWS: readonly (readonly [string, string, string, Rdata | null])[] = [
  ['A', '0a000001', '10.0.0.1', addressRecord('10.0.0.1')?.rdata ?? null],
  ['AAAA', `fd${'00'.repeat(14)}01`, 'fd00::1', addressRecord('fd00::1')?.rdata ?? null],
  ['NS', '026575 00', 'eu.', targetData(key('eu'))],
  ['CNAME', '01410265 7500', 'A.eu.', targetData('\x01A\x02eu\0')],
  ['PTR', '00', '.', targetData('\0')],
  ['MX', '000a 026575 00', '10 eu.', null],
  [
    'SRV',
    '0001 0203 0050 026575 00',
    '1 515 80 eu.',
    SRV.data({ priority: 1, weight: 515, port: 80, target: key('eu') }),
  ],
  [
    'SOA',
    '026575 00 00 ffffffff 00000001 00000002 00000003 80000000',
    'eu. . 4294967295 1 2 3 2147483648',
    SOA.data({
      mname: key('eu'),
      rname: '\0',
      serial: 0xffffffff,
      refresh: 1,
      retry: 2,
      expire: 3,
      minimum: 2 ** 31,
    }),
  ],
  ['TXT', '03 612262 00 03 5c00ff', '"a\\"b" "" "\\\\\\000\\255"', textData(['a"b', '', '\\\0\xff'])],
  ['HINFO', '07 524643 38343832 00', '"RFC8482" ""', null],
  ['TYPE65280', 'dead', '\\# 2 dead', null],
  ['TYPE65280', '', '\\# 0', null],
]

/** The RDATA of a record in a section, as in a message. */
function partsOf(type: number, wire: string): Rdata {
  const fixed = String.fromCharCode(
    type >> 8,
    type & 0xff,
    0,
    1,
    0,
    0,
    0,
    5,
    wire.length >> 8,
    wire.length & 0xff,
  )
  const section = new Section(`\xc0\x0c${fixed}${wire}`, 1, [], [], 0)
  return decodeSection(section, ROOT, EMPTY_ANSWER)[0]?.rdata ?? []
}

test.each(ROWS)('%s %s', (mnemonic, hex, text, made) => {
  const type = typeNumber(mnemonic) ?? 0
  const wire = octets(hex).toString('latin1')
  const parts = partsOf(type, wire)
  expect(rdataOctets(parts)).toBe(wire)
  expect(rdataText(type, parts)).toBe(text)
  if (made !== null) expect(parts).toEqual(made)
})

test('text that is not an address gives no record', () => {
  expect(addressRecord('web')).toBeNull()
})

describe('numbers have mnemonics', () => {
  test.each([
    ['A', 1],
    ['aaaa', 28],
    ['Https', 65],
    ['TYPE0', 0],
    ['type65535', 65535],
    ['TYPE1', 1],
    ['TYPE65536', null],
    ['TYPE', null],
    ['TYPE-1', null],
    ['AA', null],
    ['', null],
  ])('%s is %s', (text, number) => {
    expect(typeNumber(text)).toBe(number)
  })
  test('a number without a mnemonic is printed as TYPE or CLASS with the number (RFC 3597 §5)', () => {
    expect([typeName(1), typeName(TYPE.SRV), typeName(65280)]).toEqual(['A', 'SRV', 'TYPE65280'])
    expect([className(1), className(3), className(77)]).toEqual(['IN', 'CH', 'CLASS77'])
    expect([rcodeName(3), rcodeName(16), rcodeName(11)]).toEqual(['NXDOMAIN', 'BADVERS', 'RCODE11'])
  })
})
