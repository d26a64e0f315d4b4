/** Replies, octet by octet: the client prints them exactly, or returns the reason why they are malformed. */
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeReply, encodeQuery, type Reply } from '../../src/client/message.ts'
import { isReplyTo } from '../../src/client/reply-match.ts'
import { Request, VERDICT } from '../../src/wire/request.ts'
import { key } from './loopback-server.ts'

const QUESTION = { name: key('web.test'), type: 1 }
const QUERY = encodeQuery(0x1234, QUESTION, false)

/** A reply to QUERY: counts of answer, authority and additional, and the records' octets in hexadecimal. */
function reply(counts: readonly [number, number, number], records: string, rcode = 0): Buffer {
  const header = Buffer.from('123481800001000000000000', 'hex')
  header[3] = 0x80 | rcode
  for (const [i, count] of counts.entries()) header.writeUInt16BE(count, 6 + 2 * i)
  return Buffer.concat([header, QUERY.subarray(12), Buffer.from(records.replace(/\s/g, ''), 'hex')])
}

/** One record of class IN and TTL 5 that the question owns. */
function record(type: number, data: string): string {
  const octets = data.replace(/\s/g, '')
  return `c00c ${hex(type)} 0001 00000005 ${hex(octets.length / 2)} ${octets}`
}
function hex(word: number): string {
  return word.toString(16).padStart(4, '0')
}

function decoded(packet: Buffer): Reply {
  const result = decodeReply(packet)
  if (typeof result === 'string') throw new Error(result)
  return result
}

describe('a query', () => {
  test.each([true, false])('is one that the parser of wire/ accepts (EDNS: %s)', (withEdns) => {
    const name = '\x04We.b\x04test\0'
    const request = new Request()
    expect(request.parse(encodeQuery(7, { name, type: 33 }, withEdns))).toBe(VERDICT.OK)
    expect(request.spelledName).toBe(name)
    expect([request.id, request.type, request.class, request.hasEdns]).toEqual([7, 33, 1, withEdns])
    if (withEdns) expect(request.payloadOctets).toBe(1232)
  })
})

describe('records', () => {
  test.each([
    ['A', 1, '0a600114', '10.96.1.20'],
    ['AAAA', 28, 'fd00 0000 0000 0000 0000 0000 0001 0021', 'fd00::1:21'],
    ['NS with a pointer', 2, '026e73 c00c', 'ns.web.test.'],
    ['PTR to the root', 12, '00', '.'],
    ['MX', 15, '000a c00c', '10 web.test.'],
    ['SRV', 33, '0001 0002 1f90 c00c', '1 2 8080 web.test.'],
    [
      'SOA',
      6,
      'c00c 0161 c00c 00000001 00000002 00000003 00000004 ffffffff',
      'web.test. a.web.test. 1 2 3 4 4294967295',
    ],
    ['TXT of two strings', 16, '026869 00', '"hi" ""'],
    ['TXT that is no UTF-8, nor fit for a terminal', 16, '05 1b5b 32 4a ff', String.raw`"\027[2J\255"`],
    ['CAA', 257, '00 05 6973737565 63612e74657374', '0 issue "ca.test"'],
    ['HTTPS', 65, '0001 00 0001 0003 026832', '1 . alpn=h2'],
    ['NAPTR with a pointer', 35, '0001 0002 00 00 00 c00c', '1 2 "" "" "" web.test.'],
    ['DS', 43, 'ec45 05 09 2bb1', '60485 5 9 2BB1'],
    ['a dot inside a label', 5, '03 612e62 0163 00', String.raw`a\.b.c.`],
    ['a label that would move the cursor', 5, '04 1b5b324a 00', String.raw`\027[2J.`],
    ['an unknown type', 65280, '00ff10', String.raw`\# 3 00ff10`],
    ['no data', 65280, '', String.raw`\# 0`],
    ['an A of three octets', 1, '0a0000', String.raw`\# 3 0a0000`],
    ['an AAAA of three octets', 28, '0a0000', String.raw`\# 3 0a0000`],
    ['a name with octets behind it', 5, 'c00c 00', String.raw`\# 3 c00c00`],
    ['a name that runs past its data', 5, '03 6162', String.raw`\# 3 036162`],
    ['a pointer to itself', 5, 'c026', String.raw`\# 2 c026`],
    ['a TXT string that runs past its data', 16, '09 61', String.raw`\# 2 0961`],
    ['a CAA tag that runs past its data', 257, '00 09 61', String.raw`\# 3 000961`],
    ['an SRV that is cut off', 33, '0001 0002', String.raw`\# 4 00010002`],
    ['HINFO', 13, '0161 0162', '"a" "b"'],
    ['a HINFO of one string', 13, '0161', String.raw`\# 2 0161`],
    ['DNSKEY', 48, '0100030d', String.raw`\# 4 0100030d`],
  ])('are printed as in a zone file: %s', (_, type, data, expected) => {
    const { answer } = decoded(reply([1, 0, 0], record(type, data)))
    expect(answer).toMatchObject([{ owner: QUESTION.name, type, class: 1, ttl: 5, data: expected }])
  })

  test('keep a TTL of all 32 bits, and a malformed record does not affect the others', () => {
    const { answer } = decoded(
      reply([3, 0, 0], `${record(1, '0a')} c00c 0001 0001 ffffffff 0004 0a000001 ${record(1, '0a000002')}`),
    )
    expect(answer.map(({ ttl, data }) => [ttl, data])).toEqual([
      [5, String.raw`\# 1 0a`],
      [4294967295, '10.0.0.1'],
      [5, '10.0.0.2'],
    ])
  })

  test('come with the sections they were in', () => {
    const { answer, authority, additional } = decoded(
      reply([1, 1, 1], record(1, '0a000001') + record(1, '0a000002') + record(1, '0a000003')),
    )
    expect([answer, authority, additional].map(([one]) => one?.data)).toEqual([
      '10.0.0.1',
      '10.0.0.2',
      '10.0.0.3',
    ])
  })
})

describe('EDNS', () => {
  // Unknown option 65001 of three octets, then extended error 20 "no".
  const OPTIONS = 'fde9 0003 010203 000f 0004 0014 6e6f'
  const OPT = `00 0029 04d0 01000000 000f ${OPTIONS}`

  test('brings extended errors, also after other options', () => {
    const { extendedErrors, additional } = decoded(reply([0, 0, 1], OPT))
    expect(extendedErrors).toEqual([{ code: 20, text: 'no' }])
    expect(additional).toEqual([])
  })

  test('extends the rcode', () => {
    expect(decoded(reply([0, 0, 1], OPT)).rcode).toBe(16)
  })

  test('ignores options that extend past the end', () => {
    expect(decoded(reply([0, 0, 1], '00 0029 04d0 00000000 0005 000f 00ff 00')).extendedErrors).toEqual([])
  })
})

/** Hexadecimal. */
function garbage(maxLength: number): fc.Arbitrary<string> {
  return fc.uint8Array({ maxLength }).map((octets) => Buffer.from(octets).toString('hex'))
}

describe('a malformed reply', () => {
  test.each([
    ['a record is missing', reply([2, 0, 0], record(1, '0a000001'))],
    ['data is cut off', reply([1, 0, 0], record(1, '0a000001')).subarray(0, -1)],
    ['an owner is cut off', reply([1, 0, 0], 'c0')],
    ['an owner points forwards', reply([1, 0, 0], `c040 ${record(1, '00').slice(4)}`)],
    ['an owner has a reserved label type', reply([1, 0, 0], `80 ${record(1, '00').slice(4)}`)],
    ['the question is cut off', reply([0, 0, 0], '').subarray(0, 20)],
    ['octets follow', reply([0, 0, 0], '00')],
  ])('is a reason in words: %s', (_, packet) => {
    expect(decodeReply(packet)).toBeTypeOf('string')
  })

  test('never throws, and prints no control characters', () => {
    const counts = fc.tuple(fc.nat(3), fc.nat(3), fc.nat(3))
    const data: string[] = []
    const read = (packet: Buffer): void => {
      const result = decodeReply(packet)
      if (typeof result !== 'string') data.push(...result.answer.map((one) => one.data))
    }
    fc.assert(fc.property(counts, garbage(120), (some, octets) => read(reply(some, octets))))
    // Garbage is hardly ever a record: these are records, with garbage in them.
    fc.assert(
      fc.property(fc.nat(300), garbage(40), (type, octets) => read(reply([1, 0, 0], record(type, octets)))),
    )
    expect(data).not.toEqual([])
    expect(data.filter((text) => !/^[ -~]*$/.test(text))).toEqual([])
  })
})

describe('a stray packet is no reply', () => {
  const good = reply([0, 0, 0], '')
  test.each([
    ['another id', 0, 0x99],
    ['a query', 2, 0x01],
    ['another name', 14, 0x78],
    ['another type', 22, 0x02],
    ['another class', 24, 0x03],
  ])('%s', (_, at, octet) => {
    expect(isReplyTo(QUERY, good)).toBe(true)
    const other = Buffer.from(good)
    other[at] = octet
    expect(isReplyTo(QUERY, other)).toBe(false)
  })

  test('too short, or with its question cut off', () => {
    for (let octets = 0; octets < good.length; octets++) {
      expect(isReplyTo(QUERY, good.subarray(0, octets))).toBe(false)
    }
  })

  test('but another spelling of the name is one, and so is a reply without a question', () => {
    const spelled = Buffer.from(good)
    spelled[13] = 0x57
    expect(isReplyTo(QUERY, spelled)).toBe(true)
    expect(isReplyTo(QUERY, Buffer.from('123481850000000000000000', 'hex'))).toBe(true)
    // A success without a question could answer any query.
    for (const rcode of ['0', '3'])
      expect(isReplyTo(QUERY, Buffer.from(`1234818${rcode}0000000000000000`, 'hex'))).toBe(false)
  })
})
