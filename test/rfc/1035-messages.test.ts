/** RFC 1035 §4, with RFC 1996, 2136 and 5936: the reply to each kind of message. */
import { describe, expect, test } from 'vitest'
import { encodeQuery } from '../support/ask.ts'
import { octets } from '../wire/packets.ts'
import { Cluster, WEB } from './cluster.ts'

const cluster = new Cluster()
const QUESTION = encodeQuery({ name: 'Web.default.svc.cluster.local', type: 'A' }).toString('hex', 12)
const LABEL_63 = `3f ${'61'.repeat(63)}`

describe('no reply', () => {
  test.each([
    ['11 octets', '1234 0100 0001 0000 0000 00'],
    ['a reply', `1234 8100 0001 0000 0000 0000 ${QUESTION}`],
  ])('%s', async (_, hex) => {
    expect(await cluster.exchange(octets(hex))).toBeNull()
  })
})

describe('FORMERR', () => {
  test.each([
    ['no question', '1234 0100 0000 0000 0000 0000', false],
    ['two questions', `1234 0100 0002 0000 0000 0000 ${QUESTION} ${QUESTION}`, false],
    ['a label of 64 octets', `1234 0100 0001 0000 0000 0000 40 ${'61'.repeat(64)} 00 0001 0001`, false],
    [
      'a name of 256 octets',
      `1234 0100 0001 0000 0000 0000 ${LABEL_63.repeat(3)} 3e ${'61'.repeat(62)} 00 0001 0001`,
      false,
    ],
    ['a pointer in the question', '1234 0100 0001 0000 0000 0000 01 61 c00c 0001 0001', false],
    ['a body cut off in the question', `1234 0100 0001 0000 0000 0000 ${QUESTION.slice(0, -2)}`, false],
    ['a body cut off behind the question', `1234 0100 0001 0000 0000 0001 ${QUESTION} 00 0029 04d0`, true],
  ])('%s', async (_, hex, hasQuestion) => {
    const reply = await cluster.exchange(octets(hex))
    expect(reply).toMatchObject({ id: 0x1234, rcode: 'FORMERR', flags: 'qr rd', opcode: 0, edns: null })
    expect(reply?.question).toBe(hasQuestion ? 'Web.default.svc.cluster.local. IN A' : null)
  })
})

test.each([1, 2, 3, 4, 5, 6, 15])('opcode %i: NOTIMP, with the opcode of the query', async (opcode) => {
  const packet = encodeQuery({ name: WEB, type: 'A', flags: opcode << 11 })
  expect(await cluster.exchange(packet)).toMatchObject({
    rcode: 'NOTIMP',
    opcode,
    flags: 'qr',
    // The server parses a NOTIFY, because `secondary` may take it.
    question: opcode === 4 ? `${WEB.replace(/\.$/, '')}. IN A` : null,
  })
})

test.each([
  [0x0000, 'qr aa'],
  [0x0100, 'qr aa rd'],
  [0x0010, 'qr aa cd'],
  [0x0020, 'qr aa'],
  [0x0040, 'qr aa'],
  [0x0080, 'qr aa'],
  [0x0200, 'qr aa'],
  [0x0400, 'qr aa'],
  [0x07ff, 'qr aa rd cd'],
])('flags %s: RD and CD come back, nothing else does', async (flags, expected) => {
  const reply = await cluster.ask(WEB, 'A', { flags })
  expect([reply.flags, reply.rcode]).toEqual([expected, 'NOERROR'])
  // AA is clear if the server is not authoritative.
  expect((await cluster.ask('example.com', 'A', { flags })).flags).toBe(expected.replace(' aa', ''))
})

test.each([0, 2, 3, 4, 254, 255, 0xffff])('class %i: REFUSED', async (value) => {
  expect(await cluster.ask(WEB, 'A', { class: value })).toMatchObject({
    rcode: 'REFUSED',
    answer: [],
    authority: [],
  })
})

test.each(['AXFR', 'IXFR'])(
  '%s is REFUSED, at the apex, at names and at what does not exist',
  async (type) => {
    for (const name of [
      'cluster.local',
      WEB,
      'alias.default.svc.cluster.local',
      'nothing.cluster.local',
      'example.com',
    ])
      expect(await cluster.ask(name, type), name).toMatchObject({
        rcode: 'REFUSED',
        answer: [],
        authority: [],
      })
  },
)

test('an IXFR with its SOA is parsed (RFC 1995 §3)', async () => {
  const packet = octets(`1234 0000 0001 0000 0001 0000
    07 636c7573746572 05 6c6f63616c 00 00fb 0001
    c00c 0006 0001 00000000 0016 00 00 00000001 00000000 00000000 00000000 00000000`)
  expect(await cluster.exchange(packet)).toMatchObject({
    rcode: 'REFUSED',
    question: 'cluster.local. IN TYPE251',
  })
})

test('octets behind the last record are ignored', async () => {
  const packet = Buffer.concat([encodeQuery({ name: WEB, type: 'A' }), octets('deadbeef')])
  expect(await cluster.exchange(packet)).toMatchObject({
    rcode: 'NOERROR',
    answer: [`${WEB}. 5 IN A 10.96.0.1`],
  })
})

test('queries outside every zone are REFUSED, with extended error 20 where the client has EDNS (RFC 8914 §4.21)', async () => {
  for (const name of ['example.com', '.', 'local', 'xcluster.local']) {
    const plain = await cluster.ask(name, 'A')
    expect(plain).toMatchObject({ rcode: 'REFUSED', flags: 'qr rd', edns: null, authority: [] })
    const { rcode, edns } = await cluster.ask(name, 'A', { payload: 1232 })
    expect([rcode, edns?.options.map(({ code, data }) => [code, data.readUInt16BE(0)])]).toEqual([
      'REFUSED',
      [[15, 20]],
    ])
    expect(edns?.options[0]?.data.toString('utf8', 2)).toMatch(/^[\w ]+$/)
  }
})
