/**
 * Record types: each reads, prints and checks its data as its RFC says, and what one direction makes the
 * other takes back.
 */
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { EMPTY_ANSWER } from '../../src/wire/answer.ts'
import { RECORD_FIXED_OCTETS } from '../../src/wire/constants.ts'
import { decodeSection } from '../../src/wire/decode.ts'
import { encodeSection } from '../../src/wire/encode.ts'
import { packetData, packetRecord, packetRecordEnd } from '../../src/wire/packet-record.ts'
import { type Rdata, rdataOctets, targetOf } from '../../src/wire/rdata.ts'
import { rdataText } from '../../src/wire/rdata-text.ts'
import { RECORD_TYPES, recordType, typeName, typeNumber } from '../../src/wire/record-types.ts'
import type { RecordType } from '../../src/wire/record-type.ts'
import { record } from '../../src/wire/section.ts'
import { SOA } from '../../src/wire/types/soa.ts'
import { parseRecordLine } from '../../src/zone/record-line.ts'
import { key, octets } from './packets.ts'
import { dataOctets, octetString, word } from './rdata-arbitraries.ts'
import { VECTORS, word16 } from './rdata-vectors.ts'

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

describe('an example of an RFC', () => {
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

test('every type of the registry has its name, in any letter case', () => {
  // IANA "Resource Record (RR) TYPEs", without `*`, which is ANY here.
  const registry = `
    A 1 NS 2 MD 3 MF 4 CNAME 5 SOA 6 MB 7 MG 8 MR 9 NULL 10 WKS 11 PTR 12 HINFO 13 MINFO 14 MX 15 TXT 16 RP 17
    AFSDB 18 X25 19 ISDN 20 RT 21 NSAP 22 NSAP-PTR 23 SIG 24 KEY 25 PX 26 GPOS 27 AAAA 28 LOC 29 NXT 30 EID 31
    NIMLOC 32 SRV 33 ATMA 34 NAPTR 35 KX 36 CERT 37 A6 38 DNAME 39 SINK 40 OPT 41 APL 42 DS 43 SSHFP 44
    IPSECKEY 45 RRSIG 46 NSEC 47 DNSKEY 48 DHCID 49 NSEC3 50 NSEC3PARAM 51 TLSA 52 SMIMEA 53 HIP 55 NINFO 56
    RKEY 57 TALINK 58 CDS 59 CDNSKEY 60 OPENPGPKEY 61 CSYNC 62 ZONEMD 63 SVCB 64 HTTPS 65 DSYNC 66 HHIT 67
    BRID 68 SPF 99 UINFO 100 UID 101 GID 102 UNSPEC 103 NID 104 L32 105 L64 106 LP 107 EUI48 108 EUI64 109
    NXNAME 128 TKEY 249 TSIG 250 IXFR 251 AXFR 252 MAILB 253 MAILA 254 ANY 255 URI 256 CAA 257 AVC 258 DOA 259
    AMTRELAY 260 RESINFO 261 WALLET 262 CLA 263 IPN 264 TA 32768 DLV 32769`
  const words = registry.trim().split(/\s+/)
  for (let i = 0; i < words.length; i += 2) {
    const [mnemonic = '', number] = [words[i], Number(words[i + 1])]
    expect([typeNumber(mnemonic), typeNumber(mnemonic.toLowerCase()), typeName(number)]).toEqual([
      number,
      number,
      mnemonic,
    ])
  }
  expect([typeName(0), typeName(65_535), typeNumber('TYPE65535'), typeNumber('type65536')]).toEqual([
    'TYPE0',
    'TYPE65535',
    65_535,
    null,
  ])
})

// --- Data from the fields ---

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
        const [decoded] = decodeSection(section, question, EMPTY_ANSWER)
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
          expect(() => parse(type, text)).toThrow(/expected valid [A-Z\d-]+ data/)
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
  // Receivers decompress the types that RFC 3597 §4 names, DNAME (RFC 6672 §2.5), and KX, whose format is
  // that of MX (RFC 2230 §3.1).
  expect([by('compressed'), by('decompressed'), by('plain')]).toEqual([
    'NS MD MF CNAME SOA MB MG MR PTR MINFO MX',
    'RP AFSDB RT SIG PX NXT SRV NAPTR KX DNAME',
    'NSAP-PTR RRSIG NSEC TALINK SVCB HTTPS DSYNC LP ALIAS',
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
