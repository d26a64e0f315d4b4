import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Answer, EMPTY_ANSWER, withRecords } from '../../src/wire/answer.ts'
import { FLAG, MAX_MESSAGE_OCTETS } from '../../src/wire/constants.ts'
import { decodeAnswer } from '../../src/wire/decode.ts'
import { ROOT } from '../../src/wire/name.ts'
import { RelayedAnswer } from '../../src/wire/relayed-answer.ts'
import { ReplyWriter } from '../../src/wire/reply.ts'
import { encodeName, type Question } from '../support/ask.ts'
import { rr } from '../support/chain.ts'
import { decodeReply } from '../support/decode.ts'
import { key, octets, replyTo, requestOf } from './packets.ts'

const RUNS = 300
const QUESTION: Question = { name: 'web.example.org', type: 'A' }

/** The reply that `ReplyWriter` writes for an answer. */
function written(answer: Answer, question: Question = QUESTION): Buffer {
  const writer = new ReplyWriter()
  const length = writer.write(requestOf(question), answer, MAX_MESSAGE_OCTETS)
  return Buffer.from(writer.octets.subarray(0, length))
}

function read(packet: Buffer): RelayedAnswer {
  const answer = RelayedAnswer.read(packet)
  if (typeof answer === 'string') throw new Error(answer)
  return answer
}

const OWNERS = ['web.example.org', 'a.example.org', 'b.a.example.org', 'example.org', 'elsewhere.net', '.']
const owner = fc.constantFrom(...OWNERS)
const record = fc.oneof(
  fc.tuple(owner, fc.integer({ min: 0, max: 255 })).map(([name, n]) => rr(`${name} A 10.0.0.${n}`)),
  owner.map((name) => rr(`${name} AAAA fd00::1`)),
  fc.tuple(owner, owner).map(([name, target]) => rr(`${name} CNAME ${target}`)),
  fc.tuple(owner, owner).map(([name, target]) => rr(`${name} SRV 1 2 80 ${target}`)),
  fc.tuple(owner, owner).map(([name, target]) => rr(`${name} MX 10 ${target}`)),
  fc.tuple(owner, owner).map(([name, target]) => rr(`${name} SOA ${target}`)),
)
const section = fc.array(record, { maxLength: 12 })
const answers = fc
  .record({ answer: section, authority: section, additional: section, rcode: fc.constantFrom(0, 2, 3, 23) })
  .map(({ rcode, ...records }) =>
    withRecords({ ...EMPTY_ANSWER, rcode, flags: FLAG.RA }, records, key('web.example.org'), ROOT),
  )

describe('an answer of another server', () => {
  it('has the TTL of a denial, and treats RDATA of other classes as opaque octets', () => {
    const authority = [rr('example.org NS ns.example.org'), rr('example.org SOA ns.example.org')]
    const denial = withRecords(EMPTY_ANSWER, { authority }, key('web.example.org'), ROOT)
    expect(read(written(denial)).denialTtl).toBe(5)
    const empty = Buffer.from('c00c00060003000000050000', 'hex')
    const packet = Buffer.concat([written(EMPTY_ANSWER, { ...QUESTION, class: 3 }), empty])
    packet.writeUInt16BE(1, 8)
    expect(read(packet).denialTtl).toBe(null)
  })

  it('is written in its own octets, behind the question in the spelling of the client', () => {
    const given = withRecords(
      { ...EMPTY_ANSWER, flags: FLAG.RA | FLAG.AD },
      { answer: [rr('web.example.org CNAME a.example.org'), rr('a.example.org A 10.0.0.1')] },
      key('web.example.org'),
      key('example.org'),
    )
    const packet = written(given, { ...QUESTION, name: 'WEB.example.org', payload: 1232 })
    const reply = written(read(packet), { ...QUESTION, name: 'web.EXAMPLE.org', id: 7 })
    expect(decodeReply(reply)).toMatchObject({ id: 7, flags: 'qr rd ra ad', edns: null })
    const records = 12 + encodeName(QUESTION.name).length + 4
    expect(reply.subarray(records).equals(packet.subarray(records, packet.length - 11))).toBe(true)
    expect(decodeReply(reply).answer).toEqual([
      'web.EXAMPLE.org. 5 IN CNAME a.EXAMPLE.org.',
      'a.EXAMPLE.org. 5 IN A 10.0.0.1',
    ])
  })

  it('keeps the whole rcode and the first extended error, in one line', () => {
    const extendedError = { code: 6, text: 'bogus\r\nand more\u001b[0m' }
    const packet = written({ ...EMPTY_ANSWER, rcode: 23, extendedError }, { ...QUESTION, payload: 512 })
    const answer = read(packet)
    expect(answer).toMatchObject({ rcode: 23, hasEdns: true, extendedError: { code: 6 } })
    expect(answer.extendedError?.text).toBe('bogus and more [0m')
    expect(replyTo({ ...QUESTION, payload: 1232 }, answer).edns?.options[0]?.code).toBe(15)
    expect(replyTo(QUESTION, answer).rcode, 'without EDNS').toBe('SERVFAIL')
  })

  it('is decoded when a plugin reads it, and encoded for another question', () => {
    const answer = read(
      written(
        withRecords(
          EMPTY_ANSWER,
          {
            answer: [
              rr('web.example.org CNAME a.example.org'),
              rr('a.example.org SRV 1 2 3 b.a.example.org'),
            ],
          },
          key('web.example.org'),
          ROOT,
        ),
      ),
    )
    const { answer: records } = decodeAnswer(answer, key('web.example.org'))
    const other = withRecords(answer, { answer: records }, key('other.example.org'), ROOT)
    expect(replyTo({ name: 'other.example.org', type: 'A' }, other).answer).toEqual([
      'web.example.org. 5 IN CNAME a.example.org.',
      'a.example.org. 5 IN SRV 1 2 3 b.a.example.org.',
    ])
  })

  it('is written without its OPT record, at any position', () => {
    const question = `${encodeName('a.b').toString('hex')} 0001 0001`
    const packet = octets(`
      1234 8180 0001 0001 0000 0002 ${question}
      c00c 0001 0001 00000005 0004 0a000001
      00 0029 04d0 00000000 0000
      c00e 0001 0001 00000005 0004 0a000002  # points behind the OPT record's place in no way
    `)
    const reply = replyTo({ name: 'a.b', type: 'A' }, read(packet))
    expect(reply).toMatchObject({ answer: ['a.b. 5 IN A 10.0.0.1'], additional: ['b. 5 IN A 10.0.0.2'] })
  })

  it('is written without compression in the RDATA of types that RFC 3597 §4 names', () => {
    const question = `${encodeName('a.b').toString('hex')} 0001 0001`
    const packet = octets(`
      1234 8180 0001 0004 0000 0000 ${question}
      c00c 0021 0001 00000005 000a 0001 0002 0050 0178 c00c  # SRV 1 2 80 x.a.b.
      c00c 0023 0001 00000005 000a 0001 0002 0161 00 00 c00e  # NAPTR 1 2 "a" "" "" b.
      c00c 0011 0001 00000005 0004 c00c c00e  # RP a.b. b.
      c00c 000f 0001 00000005 0004 000a c00e  # MX 10 b.
    `)
    const reply = written(read(packet), { name: 'a.b', type: 'A' })
    const [service, , , mail] = decodeReply(reply).answer
    expect([service, mail]).toEqual(['a.b. 5 IN SRV 1 2 80 x.a.b.', 'a.b. 5 IN MX 10 b.'])
    const rest = reply.toString('hex')
    expect(rest).toContain(`0001000200500178${encodeName('a.b').toString('hex')}`)
    expect(rest).toContain(`0001000201610000${encodeName('b').toString('hex')}`)
    expect(rest).toContain(Buffer.concat([encodeName('a.b'), encodeName('b')]).toString('hex'))
    // MX is of RFC 1035.
    expect(rest).toMatch(/000a(?:c0..|016200)/)
  })

  it('is copied where the names of such types have no pointer, also behind a label that looks like one', () => {
    const question = `${encodeName('a.b').toString('hex')} 0001 0001`
    const packet = octets(`1234 8180 0001 0001 0000 0000 ${question} c00c 0027 0001 00000005 0004 02 c00c 00`)
    expect(read(packet).isInOnePiece).toBe(true)
    const compressed = octets(
      `1234 8180 0001 0001 0000 0000 ${question} c00c 0027 0001 00000005 0004 01 61 c00c`,
    )
    expect(read(compressed).isInOnePiece).toBe(false)
  })

  it('may hold records of other classes, whose RDATA is opaque octets', () => {
    const question = `${encodeName('a.b').toString('hex')} 0001 0001`
    const packet = octets(`1234 8180 0001 0001 0000 0000 ${question} c00c 0005 0003 00000005 0003 05ffff`)
    const { answer } = decodeAnswer(read(packet), key('a.b'))
    expect(answer).toEqual([{ name: '\x01a\x01b\0', type: 5, class: 3, ttl: 5, rdata: ['\x05\xff\xff'] }])
  })

  it('is truncated at whole records, with TC if the answer section does not fit', () => {
    const many = Array.from({ length: 60 }, (_, i) => rr(`web.example.org A 10.0.0.${i}`))
    const packet = written(withRecords(EMPTY_ANSWER, { answer: many }, key('web.example.org'), ROOT))
    const cut = replyTo(QUESTION, read(packet), 512)
    expect(cut.flags).toContain('tc')
    expect(cut.octets).toBeLessThanOrEqual(512)
    expect(cut.answer.length).toBe(Math.floor((512 - 33) / 16))
    const extra = withRecords(
      EMPTY_ANSWER,
      { answer: [rr('web.example.org A 10.1.0.1')], additional: [rr('x.net A 10.0.0.1'), ...many] },
      key('web.example.org'),
      ROOT,
    )
    const whole = replyTo(QUESTION, read(written(extra)), 512)
    expect(whole.flags).not.toContain('tc')
    expect(whole.additional).toEqual(['x.net. 5 IN A 10.0.0.1'])
  })

  it.each([
    ['a pointer that leads forwards', 'c023 0001 0001 00000005 0004 0a000001'],
    ['a pointer to itself', 'c01f 0001 0001 00000005 0004 0a000001'],
    ['a pointer into the header', 'c000 0001 0001 00000005 0004 0a000001'],
    ['data that is cut off', 'c00c 0001 0001 00000005 0005 0a000001'],
    ['an address of five octets', 'c00c 0001 0001 00000005 0005 0a00000101'],
    ['a target that ends before its data', 'c00c 0005 0001 00000005 0003 c00c00'],
    ['a text that goes on behind its data', 'c00c 0010 0001 00000005 0003 03 61 62'],
    ['an OPT record in the answer', '00 0029 04d0 00000000 0000'],
  ])('is refused for %s', (_, recordText) => {
    const question = `${encodeName('a.example.org').toString('hex')} 0001 0001`
    expect(typeof RelayedAnswer.read(octets(`1234 8180 0001 0001 0000 0000 ${question} ${recordText}`))).toBe(
      'string',
    )
  })

  it('reads in dns2 as it was written, whether copied or decoded', () => {
    const property = fc.property(answers, (given) => {
      const asked = { ...QUESTION, payload: 4096, id: 1 }
      const packet = written(given, { ...QUESTION, payload: 1232 })
      const { octets: _, ...expected } = decodeReply(written(given, asked))
      const answer = read(packet)
      expect(decodeReply(written(answer, asked))).toMatchObject(expected)
      const records = decodeAnswer(answer, key('web.example.org'))
      const again = withRecords(answer, records, key('web.example.org'), ROOT)
      expect(decodeReply(written(again, asked))).toMatchObject(expected)
      for (const limit of [512, 600, 700])
        expect(replyTo(asked, answer, limit).octets).toBeLessThanOrEqual(limit)
    })
    fc.assert(property, { numRuns: RUNS, endOnFailure: true })
  })

  it('is refused or gives a well-formed reply, for any octets', () => {
    const edits = fc.array(fc.tuple(fc.nat({ max: 400 }), fc.nat({ max: 255 })), { maxLength: 8 })
    const property = fc.property(answers, edits, fc.nat({ max: 400 }), (given, changes, length) => {
      const packet = written(given, { ...QUESTION, payload: 1232 })
      for (const [at, octet] of changes) if (at < packet.length) packet[at] = octet
      const answer = RelayedAnswer.read(changes.length % 2 === 0 ? packet : packet.subarray(0, length))
      if (typeof answer === 'string') return
      // A copied reply passes the same check, and a decoded one can be encoded.
      expect(typeof RelayedAnswer.read(written(answer, { ...QUESTION, payload: 1232 }))).toBe('object')
      withRecords(answer, decodeAnswer(answer, key('web.example.org')), key('web.example.org'), ROOT)
    })
    fc.assert(property, { numRuns: RUNS, endOnFailure: true })
  })
})
