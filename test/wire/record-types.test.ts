/**
 * Record types: each reads, prints and checks its data as its RFC says, and what one direction makes the
 * other takes back.
 */
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { RECORD_FIXED_OCTETS } from '../../src/wire/constants.ts'
import { decodeSection } from '../../src/wire/decode.ts'
import { encodeSection } from '../../src/wire/encode.ts'
import type { Field } from '../../src/wire/fields/field.ts'
import { typeBitmaps } from '../../src/wire/fields/type-bitmaps.ts'
import { packetData, packetRecord, packetRecordEnd } from '../../src/wire/packet-record.ts'
import { type Rdata, rdataOctets, targetOf } from '../../src/wire/rdata.ts'
import { rdataText } from '../../src/wire/rdata-text.ts'
import { RECORD_TYPES, recordType } from '../../src/wire/record-types.ts'
import type { RecordType } from '../../src/wire/record-type.ts'
import { record } from '../../src/wire/section.ts'
import { SOA } from '../../src/wire/types/soa.ts'
import { parseRecordLine } from '../../src/zone/record-line.ts'
import { encodeName } from '../support/ask.ts'
import { key, octets } from './packets.ts'

function hexName(text: string): string {
  return encodeName(text).toString('hex')
}
function word16(value: number): string {
  return value.toString(16).padStart(4, '0')
}
function ascii(text: string): string {
  return Buffer.from(text).toString('hex')
}

const SIGNATURE =
  'oJB1W6WNGv+ldvQ3WDG0MQkg5IEhjRip8WTrPYGv07h108dUKGMeDPKijVCHX3DDKdfb+v6oB9wfuh3DTJXUAfI/M0zmO/zz8bW0Rznl8O3tGNazPwQKkRN20XPXV6nwwfoXmJQbsLNrLfkGJ5D6fwFm8nN+6pBzeDQfsS3Ap3o='
const KEY =
  'AQPSKmynfzW4kyBv015MUG2DeIQ3Cbl+BBZH4b/0PY1kxkmvHjcZc8nokfzj31GajIQKY+5CptLr3buXA10hWqTkF7H6RfoRqXQeogmMHfpftf6zMv1LyBUgia7za6ZEzOJBOztyvhjL742iU/TpPSEDhm2SNKLijfUppn1UaNvv4w=='
const BASE64 = (text: string): string => Buffer.from(text, 'base64').toString('hex')

/**
 * Type, data as a zone file has it, on the wire without compression, and as it prints where that is another
 * text.
 */
const VECTORS: readonly (readonly [type: string, text: string, wire: string, printed?: string])[] = [
  ['A', '26.3.0.103', '1a030067'], // RFC 1035 §5.3
  ['NS', 'VENERA.ISI.EDU.', hexName('VENERA.ISI.EDU.')],
  ['MD', 'A.ISI.EDU.', hexName('A.ISI.EDU.')],
  ['MF', 'A.ISI.EDU.', hexName('A.ISI.EDU.')],
  ['CNAME', 'C.ISI.EDU.', hexName('C.ISI.EDU.')],
  [
    'SOA', // RFC 1035 §5.3
    'VENERA.ISI.EDU. Action\\.domains.ISI.EDU. 20 7200 600 3600000 60',
    `${hexName('VENERA.ISI.EDU.')} 0e ${ascii('Action.domains')} ${hexName('ISI.EDU.')} 00000014 00001c20 00000258 0036ee80 0000003c`,
  ],
  [
    'SOA',
    '. . 4294967295 2h 10m 1w 4294967295',
    '00 00 ffffffff 00001c20 00000258 00093a80 ffffffff',
    '. . 4294967295 7200 600 604800 4294967295',
  ],
  ['MB', 'A.ISI.EDU.', hexName('A.ISI.EDU.')],
  ['MG', 'JOE.ISI.EDU.', hexName('JOE.ISI.EDU.')],
  ['MR', 'JOE.ISI.EDU.', hexName('JOE.ISI.EDU.')],
  ['PTR', 'VAXA.ISI.EDU.', hexName('VAXA.ISI.EDU.')],
  ['HINFO', '"RFC8482" ""', `07 ${ascii('RFC8482')} 00`], // RFC 8482 §4.2
  ['MINFO', 'A.ISI.EDU. B.ISI.EDU.', `${hexName('A.ISI.EDU.')} ${hexName('B.ISI.EDU.')}`],
  ['MX', '10 VENERA.ISI.EDU.', `000a ${hexName('VENERA.ISI.EDU.')}`], // RFC 1035 §5.3
  ['TXT', '"a\\"b" "" "\\\\\\000\\255"', '03 612262 00 03 5c00ff'],
  ['TXT', 'printer=lpr5', `0c ${ascii('printer=lpr5')}`, '"printer=lpr5"'], // RFC 1464 §3
  [
    'RP', // RFC 1183 §2.2
    'louie.trantor.umd.edu. LAM1.people.umd.edu.',
    `${hexName('louie.trantor.umd.edu.')} ${hexName('LAM1.people.umd.edu.')}`,
  ],
  ['AFSDB', '1 bigbird.toaster.com.', `0001 ${hexName('bigbird.toaster.com.')}`], // RFC 1183 §1
  ['RT', '10 relay.prime.com.', `000a ${hexName('relay.prime.com.')}`], // RFC 1183 §3.3
  ['AAAA', '2001:DB8:0:0::1', '20010db8000000000000000000000001', '2001:db8::1'],
  ['SRV', '0 1 9 old-slow-box.example.com.', `0000 0001 0009 ${hexName('old-slow-box.example.com.')}`], // RFC 2782
  [
    'NAPTR', // RFC 3403 §6.1
    '100 50 "a" "z3950+N2L+N2C" "" cidserver.example.com.',
    `0064 0032 01 61 0d ${ascii('z3950+N2L+N2C')} 00 ${hexName('cidserver.example.com.')}`,
  ],
  ['KX', '2 kx.example.com.', `0002 ${hexName('kx.example.com.')}`],
  ['DNAME', 'frobozz-division.acme.example.', hexName('frobozz-division.acme.example.')], // RFC 6672 §1
  [
    'DS', // RFC 4034 §5.4
    '60485 5 1 ( 2BB183AF5F22588179A53B0A 98631FAD1A292118 )',
    'ec45 05 01 2bb183af5f22588179a53b0a98631fad1a292118',
    '60485 5 1 2BB183AF5F22588179A53B0A98631FAD1A292118',
  ],
  [
    'SSHFP', // RFC 4255 §3.2
    '2 1 123456789abcdef67890123456789abcdef67890',
    '02 01 123456789abcdef67890123456789abcdef67890',
    '2 1 123456789ABCDEF67890123456789ABCDEF67890',
  ],
  [
    'RRSIG', // RFC 4034 §3.3
    `A 5 3 86400 20030322173103 20030220173103 2642 example.com. ${SIGNATURE}`,
    `0001 05 03 00015180 3e7c9dd7 3e5510d7 0a52 ${hexName('example.com.')} ${BASE64(SIGNATURE)}`,
  ],
  [
    'RRSIG',
    'TYPE1 5 3 86400 1048354263 1045762263 2642 example.com. AAAA',
    `0001 05 03 00015180 3e7c9dd7 3e5510d7 0a52 ${hexName('example.com.')} 000000`,
    'A 5 3 86400 20030322173103 20030220173103 2642 example.com. AAAA',
  ],
  [
    'NSEC', // RFC 4034 §4.3
    'host.example.com. ( A MX RRSIG NSEC TYPE1234 )',
    `${hexName('host.example.com.')} 00 06 400100000003 04 1b ${'00'.repeat(26)}20`,
    'host.example.com. A MX RRSIG NSEC TYPE1234',
  ],
  [
    'NSEC',
    'a. nsec TYPE65535 a TYPE1 mx',
    '016100 00 06 4001 0000 0001 ff 20'.concat('00'.repeat(31), '01'),
    'a. A MX NSEC TYPE65535',
  ],
  ['NSEC', '.', '00'],
  [
    'NSEC3', // RFC 5155 appendix A
    '1 1 12 aabbccdd ( 2t7b4g4vsa5smi47k61mv5bv1a22bojr MX DNSKEY NS SOA NSEC3PARAM RRSIG )',
    '01 01 000c 04 aabbccdd 14 174eb2409fe28bcb4887a1836f957f0a8425e27b 00 07 22010000000290',
    '1 1 12 AABBCCDD 2T7B4G4VSA5SMI47K61MV5BV1A22BOJR NS SOA MX RRSIG DNSKEY NSEC3PARAM',
  ],
  [
    'NSEC3',
    '1 0 0 - 2VPTU5TIMAMQTTGL4LUU9KG21E0AOR3S',
    '01 00 0000 00 14 17f3df17b2b2adaef615257de4d2020b80ac6c7c',
    '1 0 0 - 2VPTU5TIMAMQTTGL4LUU9KG21E0AOR3S',
  ],
  ['NSEC3PARAM', '1 0 12 aabbccdd', '01 00 000c 04 aabbccdd', '1 0 12 AABBCCDD'], // RFC 5155 appendix A
  ['NSEC3PARAM', '1 0 0 -', '01 00 0000 00'],
  ['DNSKEY', `256 3 RSASHA1 ${KEY}`, `0100 03 05 ${BASE64(KEY)}`, `256 3 5 ${KEY}`], // RFC 4034 §2.2
  ['DS', '1 ecdsap256sha256 2 00', '0001 0d 02 00', '1 13 2 00'],
  ['DNSKEY', `256 3 5 ${KEY}`, `0100 03 05 ${BASE64(KEY)}`], // RFC 4034 §2.3
  [
    'TLSA', // RFC 6698 §2.3
    '0 0 1 d2abde240d7cd3ee6b4b28c54df034b9 7983a1d16e8a410e4561cb106618e971',
    '00 00 01 d2abde240d7cd3ee6b4b28c54df034b97983a1d16e8a410e4561cb106618e971',
    '0 0 1 D2ABDE240D7CD3EE6B4B28C54DF034B97983A1D16E8A410E4561CB106618E971',
  ],
  ['CDS', '0 0 0 00', '0000 00 00 00'], // RFC 8078 §4
  ['CDNSKEY', '0 3 0 AA==', '0000 03 00 00'], // RFC 8078 §4
  // RFC 9460 appendix D
  ['HTTPS', '0 foo.example.com.', `0000 ${hexName('foo.example.com.')}`],
  ['SVCB', '1 .', '0001 00'],
  ['SVCB', '16 foo.example.com. port=53', `0010 ${hexName('foo.example.com.')} 0003 0002 0035`],
  [
    'SVCB',
    '1 foo.example.com. key667=hello',
    `0001 ${hexName('foo.example.com.')} 029b 0005 68656c6c6f`,
    '1 foo.example.com. key667="hello"',
  ],
  [
    'SVCB',
    '1 foo.example.com. key667="hello\\210qoo"',
    `0001 ${hexName('foo.example.com.')} 029b 0009 68656c6c6fd2716f6f`,
  ],
  [
    'SVCB',
    '1 foo.example.com. ipv6hint="2001:db8::1,2001:db8::53:1"',
    `0001 ${hexName('foo.example.com.')} 0006 0020 20010db8000000000000000000000001 20010db8000000000000000000530001`,
    '1 foo.example.com. ipv6hint=2001:db8::1,2001:db8::53:1',
  ],
  [
    'SVCB',
    '16 foo.example.org. alpn=h2,h3-19 mandatory=alpn,ipv4hint ipv4hint=192.0.2.1',
    `0010 ${hexName('foo.example.org.')} 0000 0004 00010004 0001 0009 026832 0568332d3139 0004 0004 c0000201`,
    '16 foo.example.org. mandatory=alpn,ipv4hint alpn=h2,h3-19 ipv4hint=192.0.2.1',
  ],
  ['SVCB', '1 . no-default-alpn ech=AEQ= key9', '0001 00 0002 0000 0005 0002 0044 0009 0000'],
  ['SPF', '"v=spf1 +mx a:colo.example.com/28 -all"', `25 ${ascii('v=spf1 +mx a:colo.example.com/28 -all')}`],
  [
    'URI', // RFC 7553 §5
    '10 1 "ftp://ftp1.example.com/public"',
    `000a 0001 ${ascii('ftp://ftp1.example.com/public')}`,
  ],
  ['CAA', '0 issue "ca1.example.net"', `00 05 ${ascii('issueca1.example.net')}`], // RFC 8659 §4.2
  ['CAA', '128 tbs ""', `80 03 ${ascii('tbs')}`],
]

/** The RDATA of a line of a zone file; throws its problem. */
function parse(type: RecordType, text: string): Rdata {
  const parsed = parseRecordLine(`a. 5 IN ${type.mnemonic} ${text}`)
  if (typeof parsed === 'string') throw new Error(`the line ${parsed}`)
  return parsed.rdata
}

function typeOf(mnemonic: string): RecordType {
  const found = RECORD_TYPES.find((one) => one.mnemonic === mnemonic)
  if (found === undefined) throw new Error(`${mnemonic} is no type`)
  return found
}

describe('the example of the RFC', () => {
  test.each(VECTORS.map(([type, text, wire, printed = text]) => [type, text, wire, printed] as const))(
    '%s %s',
    (mnemonic, text, wire, printed) => {
      const type = typeOf(mnemonic)
      const data = parse(type, text)
      expect(Buffer.from(rdataOctets(data), 'latin1').toString('hex')).toBe(octets(wire).toString('hex'))
      expect(rdataText(type.number, data)).toBe(printed)
    },
  )

  test('every type has a vector, a number and a mnemonic of its own', () => {
    const tried = new Set(VECTORS.map(([mnemonic]) => mnemonic))
    expect(RECORD_TYPES.map(({ mnemonic }) => mnemonic).filter((one) => !tried.has(one))).toEqual([])
    expect(new Set(RECORD_TYPES.map(({ mnemonic }) => mnemonic)).size).toBe(RECORD_TYPES.length)
    expect(RECORD_TYPES.filter((one) => recordType(one.number) !== one)).toEqual([])
  })
})

// --- Data from the fields ---

const octetString = (limits: { minLength?: number; maxLength?: number }): fc.Arbitrary<string> =>
  fc.uint8Array({ maxLength: 40, ...limits }).map((some) => Buffer.from(some).toString('latin1'))
const withLength = (text: string): string => String.fromCharCode(text.length) + text
const word = (value: number): string => String.fromCharCode(value >> 8, value & 0xff)

const characterString = octetString({ maxLength: 255 }).map(withLength)
const domainName = fc
  .array(octetString({ minLength: 1, maxLength: 20 }), { maxLength: 6 })
  .map((labels) => `${labels.map(withLength).join('')}\0`)
const parameters = fc
  .uniqueArray(
    fc.oneof(
      fc.tuple(fc.nat(9), octetString({})),
      fc.constantFrom<[number, string]>(
        [1, '\x02h2\x02h3'],
        [1, '\x03a,b'],
        [4, '\x0a\0\0\x01'],
        [0, '\0\x01\xff\xff'],
      ),
      fc.tuple(fc.constant(3), octetString({ minLength: 2, maxLength: 2 })),
      fc.tuple(fc.constant(6), octetString({ minLength: 16, maxLength: 16 })),
    ),
    { selector: ([number]) => number, maxLength: 6 },
  )
  .map((all) =>
    all
      .toSorted(([a], [b]) => a - b)
      .map(([number, value]) => word(number) + word(value.length) + value)
      .join(''),
  )

/** Octets for fields that do not accept all octets of their extent, by the field's `expected`. */
const PARTICULAR: Readonly<Record<string, fc.Arbitrary<string>>> = {
  'letters and digits': fc.stringMatching(/^[A-Za-z0-9]{1,20}$/).map(withLength),
  'SvcParams such as alpn=h2,h3 or port=8443': parameters,
  'hexadecimal digits': octetString({ minLength: 1 }),
  Base64: octetString({ minLength: 1 }),
  'record types': fc.uniqueArray(fc.nat(65_535)).map((types) => typeBitmaps('types').octetsOf(types)),
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

const dataOctets = (type: RecordType): fc.Arbitrary<string> =>
  fc.tuple(...type.fields.map(octetsOf)).map((parts) => parts.join(''))

/** The record in a message, behind a question for the root. */
function packetOf(type: RecordType, data: string): Buffer {
  const fixed = word(type.number) + word(1) + word(0) + word(5) + word(data.length)
  return Buffer.from(`${'\0'.repeat(12)}\0${word(type.number)}${word(1)}\0${fixed}${data}`, 'latin1')
}
const RECORD_AT = 17

function asKey(wire: string): ReturnType<typeof key> {
  return wire as ReturnType<typeof key>
}

describe.each(RECORD_TYPES)('$mnemonic', (type) => {
  test('octets → data → text → the same data', () => {
    fc.assert(
      fc.property(dataOctets(type), (wire) => {
        const data = type.read(wire)
        if (data === null) throw new Error('these are its fields')
        expect(rdataOctets(data)).toBe(wire)
        const text = rdataText(type.number, data)
        expect(text).toMatch(/^(?!\\#)[ -~]+$/)
        expect(parse(type, text)).toEqual(data)
        expect(parse(type, `\\# ${wire.length} ${Buffer.from(wire, 'latin1').toString('hex')}`)).toEqual(data)
        expect(type.data(type.values(data))).toEqual(data)
      }),
    )
  })

  test('the same data from a message, and from a section', () => {
    fc.assert(
      fc.property(dataOctets(type), (wire) => {
        const data = type.read(wire) ?? []
        const packet = packetOf(type, wire)
        expect(packetRecordEnd(packet, RECORD_AT)).toBe(packet.length)
        const one = record(
          '\0',
          type.number,
          5,
          type.layout === null ? [wire].filter((all) => all !== '') : data,
        )
        expect(packetRecord(packet, RECORD_AT)).toEqual(one)
        // The names end in the question's name and in the origin.
        const question = targetOf(data)?.name.toLowerCase() ?? '\x01a\0'
        const origin = question.slice(question.charCodeAt(0) + 1) || '\0'
        const section = encodeSection([record('\0', type.number, 5, data)], asKey(question), asKey(origin))
        const [decoded] = decodeSection(section, question, section)
        expect(rdataOctets(decoded?.rdata ?? []).toLowerCase()).toBe(wire.toLowerCase())
      }),
    )
  })

  test('any octets: malformed RDATA is refused, and valid RDATA can be printed and parsed again', () => {
    const damaged = fc
      .tuple(dataOctets(type), fc.nat(), fc.nat(255), fc.boolean())
      .map(([wire, at, octet, isCut]) => {
        const here = at % (wire.length + 1)
        return isCut
          ? wire.slice(0, here)
          : wire.slice(0, here) + String.fromCharCode(octet) + wire.slice(here + 1)
      })
    fc.assert(
      fc.property(fc.oneof(damaged, octetString({})), (wire) => {
        const data = type.read(wire)
        const text = rdataText(type.number, [wire])
        expect(text).toMatch(/^[ -~]+$/)
        if (data === null) {
          expect(text.startsWith('\\# ')).toBe(true)
          expect(() => parse(type, text)).toThrow(/expected valid [A-Z\d]+ data/)
        } else expect(parse(type, text)).toEqual(data)
        const packet = packetOf(type, wire)
        const inMessage = packetData(packet, type.number, RECORD_AT + 1 + RECORD_FIXED_OCTETS, packet.length)
        if (data !== null) expect(inMessage).not.toBeNull()
      }),
    )
  })
})

// --- In messages ---

test('names of RFC 1035 types are compressed, others are decompressed or opaque (RFC 3597 §4)', () => {
  const rules = RECORD_TYPES.flatMap(({ mnemonic, fields }) =>
    fields.flatMap(({ extent }) => (typeof extent === 'object' ? [[extent.name, mnemonic] as const] : [])),
  )
  const by = (rule: string): string =>
    [...new Set(rules.filter(([one]) => one === rule).map(([, one]) => one))].join(' ')
  expect([by('compressed'), by('decompressed'), by('plain')]).toEqual([
    'NS MD MF CNAME SOA MB MG MR PTR MINFO MX',
    'RP AFSDB RT SRV NAPTR KX DNAME',
    'RRSIG NSEC SVCB HTTPS',
  ])
})

describe('received RDATA behind a question for eu.', () => {
  const HEAD = '1234 8180 0001 0001 0000 0000 026575 00 0001 0001'
  const AT = 20
  function readAs(mnemonic: string, data: string, recordClass = '0001'): Rdata | null {
    const body = octets(data)
    const fixed = `00 ${word16(typeOf(mnemonic).number)} ${recordClass} 00000005 ${word16(body.length)}`
    const packet = Buffer.concat([octets(`${HEAD} ${fixed}`), body])
    return packetRecordEnd(packet, AT) === -1 ? null : packetRecord(packet, AT).rdata
  }
  test.each<[string, string, Rdata | null]>([
    ['MX', '000a c00c', ['\0\x0a', { name: '\x02eu\0', compressible: true }]],
    [
      'NAPTR',
      '0001 0002 01 61 00 00 c00c',
      ['\0\x01\0\x02\x01a\0\0', { name: '\x02eu\0', compressible: false }],
    ],
    ['KX', '0001 c00c', ['\0\x01', { name: '\x02eu\0', compressible: false }]],
    ['MX', '000a c0ff', null],
    ['MX', '000a', null],
    ['MX', '000a c00c 00', null],
    ['NAPTR', '0001 0002 01 61 00 09 c00c', null],
    ['NAPTR', '0001 0002', null],
    ['A', '0a0000', null],
    ['AAAA', '0a000001', null],
    ['TXT', '', []],
    ['TXT', '02 61', null],
    ['HINFO', '01 61', ['\x01a']],
    ['SPF', '02 61', null],
    ['RRSIG', 'c00c', ['\xc0\x0c']],
    ['DS', '', []],
  ])('%s %s', (mnemonic, data, expected) => {
    expect(readAs(mnemonic, data)).toEqual(expected)
  })

  test('is opaque octets in other classes', () => {
    expect(readAs('MX', 'c0', '0003')).toEqual(['\xc0'])
  })
})

test('the values of a record have the names of its fields', () => {
  const values = {
    mname: key('ns.eu'),
    rname: key('eu'),
    serial: 2 ** 32 - 1,
    refresh: 1,
    retry: 2,
    expire: 3,
    minimum: 4,
  }
  expect(SOA.values(SOA.data(values))).toEqual(values)
  expect(() => SOA.values(['\0'])).toThrow('expected valid SOA data')
})
