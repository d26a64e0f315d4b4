import { describe, expect, test } from 'vitest'
import { parseAddress } from '../../src/wire/address.ts'
import { type Answer, EMPTY_ANSWER, NOT_OUR_ZONE, REFUSED, withRecords } from '../../src/wire/answer.ts'
import { FLAG, RCODE, TYPE } from '../../src/wire/constants.ts'
import { ReplyWriter, udpLimit } from '../../src/wire/reply.ts'
import { Request, VERDICT } from '../../src/wire/request.ts'
import { addressData, textData } from '../../src/wire/rdata.ts'
import { SRV } from '../../src/wire/types/srv.ts'
import { record, type ResourceRecord } from '../../src/wire/section.ts'
import { encodeQuery, type Question } from '../support/ask.ts'
import { decodeReply } from '../support/decode.ts'
import { key, octets, replyTo, requestOf } from './packets.ts'

const WEB = key('web.eu')
const EU = key('eu')

function address(owner: string, text: string): ResourceRecord {
  return record(key(owner), TYPE.A, 5, addressData(parseAddress(text) ?? ''))
}
function answerOf(
  answer: readonly ResourceRecord[],
  authority: readonly ResourceRecord[] = [],
  additional: readonly ResourceRecord[] = [],
): Answer {
  return withRecords({ ...EMPTY_ANSWER, flags: FLAG.AA }, { answer, authority, additional }, WEB, EU)
}
function write(question: Question, answer: Answer): string {
  const writer = new ReplyWriter()
  return writer.octets.toString('hex', 0, writer.write(requestOf(question), answer, 512))
}
function refuse(packet: Buffer): string {
  const writer = new ReplyWriter()
  const request = new Request()
  return writer.octets.toString('hex', 0, writer.writeRefusal(request, request.parse(packet)))
}

describe('replies, octet for octet', () => {
  const cases: readonly (readonly [string, Question, Answer, string])[] = [
    [
      'an address',
      { name: 'WeB.eu', type: 'A', id: 0xabcd },
      answerOf([address('web.eu', '10.0.0.1')]),
      `abcd 8500            # id, QR AA RD
       0001 0001 0000 0000  # one question, one answer
       03 576542 02 6575 00 # WeB.eu.
       0001 0001            # A IN
       c00c 0001 0001 00000005 0004 0a000001`,
    ],
    [
      'links and a spelled origin',
      { name: 'web.EU', type: 'SRV', flags: 0 },
      answerOf(
        [record(WEB, TYPE.SRV, 5, SRV.data({ priority: 0, weight: 1, port: 80, target: key('db.eu') }))],
        [],
        [address('db.eu', '10.0.0.1')],
      ),
      `1234 8400            # id, QR AA
       0001 0001 0000 0001
       03 776562 02 4555 00 # web.EU.
       0021 0001            # SRV IN
       c00c 0021 0001 00000005 000d 0000 0001 0050 02 6462 02 4555 00
       c02a                 # a pointer to db.EU.
       0001 0001 00000005 0004 0a000001`,
    ],
    [
      'EDNS: our size, version 0, DO as sent, nothing else',
      { name: 'web.eu', type: 'A', flags: 0x0070, payload: 4096, dnssecOk: true },
      answerOf([]),
      `1234 8410            # QR AA CD; neither Z nor AD
       0001 0000 0000 0001
       03 776562 02 6575 00
       0001 0001
       00 0029 04d0 00 00 8000 0000`,
    ],
    [
      'an extended error',
      { name: 'web.eu', type: 'A', payload: 512 },
      { ...REFUSED, extendedError: { code: 20, text: 'é' } },
      `1234 8105            # QR RD, REFUSED
       0001 0000 0000 0001
       03 776562 02 6575 00
       0001 0001
       00 0029 04d0 00 00 0000 0008
       000f 0004 0014 c3a9`,
    ],
    [
      'an extended rcode',
      { name: 'web.eu', type: 'A', payload: 512 },
      { ...EMPTY_ANSWER, rcode: 0xabc },
      `1234 810c
       0001 0000 0000 0001
       03 776562 02 6575 00
       0001 0001
       00 0029 04d0 ab 00 0000 0000`,
    ],
    [
      'no extended error without EDNS',
      { name: 'web.eu', type: 'A' },
      NOT_OUR_ZONE,
      `1234 8105
       0001 0000 0000 0000
       03 776562 02 6575 00
       0001 0001`,
    ],
  ]
  test.each(cases)('%s', (_, question, answer, expected) => {
    expect(write(question, answer)).toBe(octets(expected).toString('hex'))
  })
})

describe('refusals, octet for octet', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ['too short for anything', '1234 0100 0001 0000 0000 00', ''],
    ['a reply', '1234 8100 0000 0000 0000 0000', ''],
    [
      'NOTIMP: the opcode, RD and CD come back, no other flag',
      '1234 2fff 0001 0000 0000 0000 00 0001 0001',
      '1234 a914 0000 0000 0000 0000',
    ],
    ['FORMERR before the question', '1234 0100 0002 0000 0000 0000', '1234 8101 0000 0000 0000 0000'],
    [
      'FORMERR behind the question, which comes back',
      '1234 0000 0001 0000 0000 0001  01 41 00 0001 0001  01',
      '1234 8001 0001 0000 0000 0000  01 41 00 0001 0001',
    ],
    [
      'BADVERS with our own OPT',
      '1234 0010 0001 0000 0000 0001  00 0001 0001  00 0029 1000 00 01 8000 0000',
      '1234 8010 0001 0000 0000 0001  00 0001 0001  00 0029 04d0 01 00 8000 0000',
    ],
  ]
  test.each(cases)('%s', (_, query, reply) => {
    expect(refuse(octets(query))).toBe(octets(reply).toString('hex'))
  })
})

test.each([
  [undefined, 512],
  [0, 512],
  [511, 512],
  [700, 700],
  [1232, 1232],
  [1233, 1232],
  [65535, 1232],
])('a client that takes %s octets gets at most %i', (payload, limit) => {
  const question: Question = { name: 'web.eu', type: 'A' }
  expect(udpLimit(requestOf(payload === undefined ? question : { ...question, payload }))).toBe(limit)
})

function texts(count: number, owner = 'web.eu'): ResourceRecord[] {
  return Array.from({ length: count }, (_, i) =>
    record(key(owner), TYPE.TXT, 5, textData([`${i}`.padEnd(87, 'x')])),
  )
}

describe('an answer that does not fit', () => {
  /** Records of 100 octets each. The header and the question have 24 octets, OPT has 11. */
  const HUNDRED = 100

  test.each([
    ['to the last octet', 24 + 5 * HUNDRED, 'qr aa rd', 5],
    ['but for one octet', 24 + 5 * HUNDRED - 1, 'qr aa tc rd', 4],
    ['but for a record', 24 + 4 * HUNDRED, 'qr aa tc rd', 4],
    ['not at all', 24 + HUNDRED - 1, 'qr aa tc rd', 0],
  ])('an answer fits %s', (_, limit, flags, count) => {
    const answer = answerOf(texts(5), texts(1, 'eu'), texts(1, 'db.eu'))
    const reply = replyTo(
      { name: 'web.eu', type: 'TXT' },
      { ...answer, authority: EMPTY_ANSWER.authority },
      limit,
    )
    expect([reply.flags, reply.answer.length, reply.additional.length]).toEqual([flags, count, 0])
    expect(reply.octets).toBe(24 + count * HUNDRED)
    expect(reply.question).toBe('web.eu. IN TXT')
  })

  test('OPT always fits, with its extended error: its room is reserved', () => {
    const extendedError = { code: 0, text: 'x'.repeat(83) }
    for (const [limit, count] of [
      [24 + 200 + 11 + 6 + 83, 2],
      [24 + 200 + 11 + 6 + 82, 1],
    ] as const) {
      const reply = replyTo(
        { name: 'web.eu', type: 'TXT', payload: 1232 },
        { ...answerOf(texts(2)), extendedError },
        limit,
      )
      expect(reply.answer.length).toBe(count)
      expect(reply.edns?.options).toHaveLength(1)
      expect(reply.octets).toBeLessThanOrEqual(limit)
    }
  })

  test('an optional authority section that does not fit is left out, with the sections that point into it', () => {
    const required = { authority: false, additional: 0 }
    const answer = { ...answerOf(texts(1), texts(1, 'eu'), texts(1, 'db.eu')), required }
    const reply = replyTo({ name: 'web.eu', type: 'TXT' }, answer, 24 + HUNDRED + 99)
    expect([reply.flags, reply.answer.length]).toEqual(['qr aa rd', 1])
    expect([reply.authority, reply.additional]).toEqual([[], []])
  })

  test.each([
    [0, 'qr aa rd'],
    [1, 'qr aa rd'],
    [2, 'qr aa tc rd'],
  ])('%i required records of the additional section, of which one fits', (additional, flags) => {
    const required = { authority: true, additional }
    const others = [...texts(1, 'db.eu'), ...texts(1, 'dc.eu')]
    const answer = { ...answerOf([], texts(1, 'eu'), others), required }
    const reply = replyTo({ name: 'web.eu', type: 'TXT' }, answer, 24 + 2 * HUNDRED + 99)
    expect([reply.flags, reply.authority.length, reply.additional.length]).toEqual([flags, 1, 1])
  })

  test('an authority section that does not fit sets TC, and the answer section stays', () => {
    const answer = answerOf(texts(1), texts(1, 'eu'), texts(1, 'db.eu'))
    const reply = replyTo({ name: 'web.eu', type: 'TXT' }, answer, 24 + HUNDRED + 99)
    expect([reply.flags, reply.answer.length, reply.authority, reply.additional]).toEqual([
      'qr aa tc rd',
      1,
      [],
      [],
    ])
    const whole = replyTo({ name: 'web.eu', type: 'TXT' }, answer, 24 + HUNDRED + 101)
    expect([whole.flags, whole.authority.length]).toEqual(['qr aa rd', 1])
  })

  test('additional records that do not fit are omitted by whole RRsets, without TC', () => {
    const additional = [
      address('a.eu', '10.0.0.1'),
      address('a.eu', '10.0.0.2'),
      address('b.eu', '10.0.0.3'),
      address('b.eu', '10.0.0.4'),
    ]
    const answer = answerOf([address('web.eu', '10.0.0.9')], [], additional)
    const size = 24 + 16
    for (const [room, count] of [
      [4 * 18, 4],
      [4 * 18 - 1, 2],
      [2 * 18, 2],
      [2 * 18 - 1, 0],
      [0, 0],
    ] as const) {
      const reply = replyTo({ name: 'web.eu', type: 'A' }, answer, size + room)
      expect([reply.flags, reply.answer.length, reply.additional.length]).toEqual(['qr aa rd', 1, count])
    }
  })

  test('an answer that is truncated already keeps TC', () => {
    expect(replyTo({ name: 'web.eu', type: 'A' }, { ...EMPTY_ANSWER, flags: FLAG.TC }).flags).toBe('qr tc rd')
  })

  test('a reply over TCP has at most 65,535 octets', () => {
    const reply = replyTo({ name: 'web.eu', type: 'TXT' }, answerOf(texts(700)))
    expect([reply.flags, reply.answer.length]).toEqual(['qr aa tc rd', 655])
  })
})

test('short and long sections are copied in any spelling', () => {
  for (let count = 1; count <= 6; count++) {
    const records = Array.from({ length: count }, (_, i) => address('web.eu', `10.0.0.${i}`))
    const reply = replyTo({ name: 'wEb.eu', type: 'A' }, answerOf(records))
    expect(reply.answer).toEqual(records.map((_, i) => `wEb.eu. 5 IN A 10.0.0.${i}`))
  }
})

test('a released writer does not change the old octets', () => {
  const writer = new ReplyWriter()
  const first = writer.octets
  const length = writer.write(
    requestOf({ name: 'web.eu', type: 'A', id: 1 }),
    answerOf([address('web.eu', '1.1.1.1')]),
    512,
  )
  const sent = first.subarray(0, length)
  const before = sent.toString('hex')
  writer.release()
  const other = writer.write(requestOf({ name: 'db.eu', type: 'A', id: 2 }), REFUSED, 512)
  expect(sent.toString('hex')).toBe(before)
  expect(decodeReply(writer.octets.subarray(0, other)).question).toBe('db.eu. IN A')
})

test('a reused request gives the reply to the query that it parsed last', () => {
  const request = new Request()
  expect(request.parse(encodeQuery({ name: 'web.eu', type: 'A', id: 7 }))).toBe(VERDICT.OK)
  expect(request.parse(octets('0008 2900 0001 0000 0000 0000'))).toBe(VERDICT.NOTIMP)
  const writer = new ReplyWriter()
  expect(writer.octets.toString('hex', 0, writer.writeRefusal(request, VERDICT.NOTIMP))).toBe(
    octets('0008 a904 0000 0000 0000 0000').toString('hex'),
  )
  expect(RCODE.NOTIMP).toBe(4)
})
