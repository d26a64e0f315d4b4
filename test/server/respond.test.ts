import { describe, expect, test } from 'vitest'
import { compose, type Handler, onAnswer } from '../../src/chain/plugin.ts'
import { MAX_LOOKUPS, Query, type SentReply } from '../../src/chain/query.ts'
import { Responder } from '../../src/server/respond.ts'
import type { Route } from '../../src/server/route.ts'
import { type Answer, EMPTY_ANSWER, failure, withRecords } from '../../src/wire/answer.ts'
import { FLAG, RCODE, TYPE } from '../../src/wire/constants.ts'
import { HashedName } from '../../src/wire/name.ts'
import { addressData } from '../../src/wire/rdata.ts'
import { ReplyWriter } from '../../src/wire/reply.ts'
import { record } from '../../src/wire/section.ts'
import { SuffixTable } from '../../src/zone/suffix-table.ts'
import { encodeQuery, type Question } from '../support/ask.ts'
import { decodeReply, type Reply } from '../support/decode.ts'
import { key } from '../wire/packets.ts'

const CLIENT = { address: '127.0.0.1', port: 5353 }

function routes(handlers: Readonly<Record<string, Handler>>): SuffixTable<Route> {
  return new SuffixTable(
    Object.entries(handlers).map(([zone, handler]) => [key(zone), { zone: key(zone), handler }] as const),
  )
}
function change(answer: Answer): Answer {
  return { ...answer, rcode: answer.rcode + 1 }
}
/** Answers with an RCODE that identifies the handler. */
function saying(rcode: number): Handler {
  return () => failure(rcode)
}

function respond(
  responder: Responder,
  question: Question,
  transport: 'udp' | 'tcp' = 'udp',
): Reply | Promise<Answer> {
  const query = new Query()
  query.transport = transport
  const writer = new ReplyWriter()
  const result = responder.respond(query, encodeQuery(question), CLIENT, writer)
  return typeof result === 'number' ? decodeReply(writer.octets.subarray(0, result)) : result
}

describe('the block with the longest matching zone answers', () => {
  const responder = new Responder(routes({ eu: saying(RCODE.NXDOMAIN), 'sub.eu': saying(RCODE.NOTAUTH) }))
  test.each([
    ['a.eu', 'A', 'NXDOMAIN'],
    ['SUB.eu', 'A', 'NOTAUTH'],
    ['a.Sub.EU', 'A', 'NOTAUTH'],
    ['asub.eu', 'A', 'NXDOMAIN'],
    // RFC 4034 §5: DS is on the parental side, if the server has the parent.
    ['sub.eu', 'DS', 'NXDOMAIN'],
    ['a.sub.eu', 'DS', 'NOTAUTH'],
    ['eu', 'DS', 'NXDOMAIN'],
    ['de', 'A', 'REFUSED'],
    ['.', 'DS', 'REFUSED'],
  ])('%s %s: %s', (name, type, rcode) => {
    expect(respond(responder, { name, type })).toMatchObject({ rcode })
  })
  test('a root block has no parent', () => {
    const root = new Responder(routes({ '.': saying(RCODE.NXDOMAIN) }))
    expect(respond(root, { name: '.', type: 'DS' })).toMatchObject({ rcode: 'NXDOMAIN' })
  })
  test('routes are replaced between two queries', () => {
    const other = new Responder(routes({}))
    expect(respond(other, { name: 'a.eu', type: 'A' })).toMatchObject({ rcode: 'REFUSED' })
    other.routes = responder.routes
    expect(respond(other, { name: 'a.eu', type: 'A' })).toMatchObject({ rcode: 'NXDOMAIN' })
  })
})

test.each([2, 3, 4, 254, 255, 0, 65535])('class %i is REFUSED without a call of the handler', (value) => {
  const responder = new Responder(
    routes({
      eu: () => {
        throw new Error('asked')
      },
    }),
  )
  expect(respond(responder, { name: 'a.eu', type: 'A', class: value })).toMatchObject({
    rcode: 'REFUSED',
    edns: null,
  })
})

test('a handler that throws or rejects gives SERVFAIL', async () => {
  const responder = new Responder(
    routes({
      now: () => {
        throw new Error('a bug')
      },
      later: async () => Promise.reject(new Error('a bug')),
    }),
  )
  expect(respond(responder, { name: 'a.now', type: 'A' })).toMatchObject({ rcode: 'SERVFAIL' })
  expect(await respond(responder, { name: 'a.later', type: 'A' })).toMatchObject({ rcode: RCODE.SERVFAIL })
})

test('observers are called once with the reply that was sent', () => {
  const seen: { rcode: number; octets: string }[] = []
  const responder = new Responder(
    routes({
      eu: (query) => {
        query.observe(({ rcode, octets }: SentReply) =>
          seen.push({ rcode, octets: Buffer.from(octets).toString('hex') }),
        )
        query.observe(({ rcode }) => seen.push({ rcode, octets: '' }))
        return failure(RCODE.NXDOMAIN)
      },
    }),
  )
  void respond(responder, { name: 'eu', type: 'A', id: 0xbeef })
  expect(seen).toEqual([
    { rcode: 3, octets: 'beef81030001000000000000026575000001 0001'.replace(' ', '') },
    { rcode: 3, octets: '' },
  ])
})

test('an observer that throws affects neither the reply nor the other observers', () => {
  let observed = 0
  const responder = new Responder(
    routes({
      eu: (query) => {
        query.observe(() => {
          throw new Error('no room for a log')
        })
        query.observe(() => void observed++)
        return failure(RCODE.NXDOMAIN)
      },
    }),
  )
  expect(respond(responder, { name: 'eu', type: 'A' })).toMatchObject({ rcode: 'NXDOMAIN' })
  expect(observed).toBe(1)
})

describe('a query', () => {
  test('keeps no state of the previous one', () => {
    const query = new Query()
    const responder = new Responder(routes({ eu: saying(RCODE.NXDOMAIN) }))
    const writer = new ReplyWriter()
    void responder.respond(query, encodeQuery({ name: 'A.eu', type: 'TXT' }), CLIENT, writer)
    query.observe(() => {
      throw new Error('an observer of another query')
    })
    query.depth = 7
    const other = { address: '::1', port: 1 }
    void responder.respond(query, encodeQuery({ name: 'b.eu', type: 'A' }), other, writer)
    expect(query).toMatchObject({
      name: key('b.eu'),
      type: TYPE.A,
      class: 1,
      client: other,
      depth: 0,
      observers: null,
    })
    expect(query.spelledName).toBe(key('b.eu'))
  })

  test('has at most MAX_LOOKUPS queries derived from it, one from another', () => {
    const query = new Query()
    query.request.parse(encodeQuery({ name: 'A.eu', type: 'TXT' }))
    query.begin(CLIENT)
    query.transport = 'tcp'
    expect(query.spelledName).toBe('\x01A\x02eu\0')
    const derived = query.derive(key('b.eu'))
    expect(derived).toMatchObject({ type: TYPE.TXT, class: 1, transport: 'tcp', client: CLIENT, depth: 1 })
    expect([derived?.request, derived?.lookup]).toEqual([query.request, query.lookup])
    expect(derived?.spelledName).toBe(key('b.eu'))
    expect(query.derive(key('a.eu'), { type: TYPE.A })?.type).toBe(TYPE.A)
    // The name alone does not make it the question of the client.
    expect(query.derive(key('a.eu'))?.spelledName).toBe(key('a.eu'))
    let deepest: Query | null = query
    let count = 0
    while ((deepest = deepest.derive(key('c.eu'))) !== null) count++
    expect(count).toBe(MAX_LOOKUPS)
  })

  test('of another name has its own spelling', () => {
    const query = new Query()
    query.request.parse(encodeQuery({ name: 'A.eu', type: 'A' }))
    query.begin(CLIENT)
    query.hashedName = new HashedName().set(key('b.eu'))
    expect(query.spelledName).toBe(key('b.eu'))
  })

  test('without a server throws on a lookup', () => {
    const query = new Query()
    expect(() => query.lookup(query)).toThrow('no server to ask')
  })

  test('asks the whole server, like a query of a client', () => {
    const responder = new Responder(
      routes({
        eu: (query) => query.lookup(query.derive(key('x.de')) ?? query),
        de: saying(RCODE.NXDOMAIN),
      }),
    )
    expect(respond(responder, { name: 'a.eu', type: 'A' })).toMatchObject({
      rcode: 'NXDOMAIN',
      question: 'a.eu. IN A',
    })
  })
})

test('an answer whose sections throw becomes SERVFAIL', () => {
  const broken = Object.defineProperty({ ...EMPTY_ANSWER }, 'answer', {
    get: () => {
      throw new Error('no such section')
    },
  })
  const responder = new Responder(routes({ eu: () => broken }))
  expect(respond(responder, { name: 'a.eu', type: 'A' })).toMatchObject({ rcode: 'SERVFAIL' })
})

describe('a chain', () => {
  test('asks its plugins from the first to the last, and REFUSES behind the last', () => {
    const order: string[] = []
    const passing = (name: string) => ({
      name,
      attach:
        (next: Handler): Handler =>
        (query) => {
          order.push(name)
          return next(query)
        },
    })
    const handler = compose([passing('one'), { name: 'only-starts' }, passing('two')])
    expect(handler(new Query())).toMatchObject({ rcode: RCODE.REFUSED, extendedError: { code: 20 } })
    expect(order).toEqual(['one', 'two'])
  })

  test('changes a synchronous answer at once, and a promised one when it settles', async () => {
    expect(onAnswer(EMPTY_ANSWER, change)).toMatchObject({ rcode: 1 })
    const later = onAnswer(Promise.resolve(failure(4)), change)
    expect(later).toBeInstanceOf(Promise)
    expect(await later).toMatchObject({ rcode: 5 })
    expect(EMPTY_ANSWER.rcode).toBe(0)
  })
})

/** A query with an OPT record has the size of a reply without records. */
function emptyOctets(name: string): number {
  return encodeQuery({ name, type: 'A', payload: 1232 }).length
}

describe('over UDP, where the source of a query may be forged', () => {
  const many = withRecords(
    { ...EMPTY_ANSWER, flags: FLAG.AA },
    {
      answer: Array.from({ length: 100 }, (_, i) =>
        record(key('big.eu'), TYPE.A, 5, addressData(String.fromCharCode(10, 0, 0, i))),
      ),
    },
    key('big.eu'),
    key('eu'),
  )
  const mistaken = failure(RCODE.SERVFAIL, { code: 22, text: 'a long text for people' })
  const responder = new Responder(routes({ eu: () => many, de: () => mistaken }))

  function octetsTo(address: string, name: string, transport: 'udp' | 'tcp' = 'udp'): Buffer {
    const query = new Query()
    query.transport = transport
    const writer = new ReplyWriter()
    const packet = encodeQuery({ name, type: 'A', payload: 1232 })
    const result = responder.respond(query, packet, { address, port: 1 }, writer)
    if (typeof result !== 'number') throw new Error('the answer is a promise')
    return Buffer.from(writer.octets.subarray(0, result))
  }
  const NEAR = ['127.0.0.1', '10.1.2.3', '::1', 'fe80::1%eth0', '::ffff:192.168.1.1', '']
  const FAR = ['192.0.2.1', '2001:db8::1', '::ffff:192.0.2.1']

  test.each(FAR)('a truncated reply to %s has no records, and an error no text', (address) => {
    const truncated = octetsTo(address, 'big.eu')
    expect(decodeReply(truncated)).toMatchObject({ rcode: 'NOERROR', answer: [] })
    expect(truncated.readUInt16BE(2) & (FLAG.TC | FLAG.AA)).toBe(FLAG.TC | FLAG.AA)
    expect(truncated).toHaveLength(emptyOctets('big.eu'))
    const mistake = octetsTo(address, 'a.de')
    expect(decodeReply(mistake).rcode).toBe('SERVFAIL')
    // The option has its code only: four octets of header, two of code.
    expect(mistake).toHaveLength(emptyOctets('a.de') + 6)
    expect(octetsTo(address, 'a.com')).toHaveLength(emptyOctets('a.com') + 6)
  })

  test.each(NEAR)('a truncated reply to %j has what fits, and an error its text', (address) => {
    const truncated = octetsTo(address, 'big.eu')
    expect(truncated.readUInt16BE(2) & FLAG.TC).toBe(FLAG.TC)
    expect(truncated.length).toBeGreaterThan(1200)
    expect(octetsTo(address, 'a.de').toString('latin1')).toContain('a long text for people')
  })

  test('a reply over TCP is whole', () => {
    expect(decodeReply(octetsTo('192.0.2.1', 'big.eu', 'tcp')).answer).toHaveLength(100)
    expect(octetsTo('192.0.2.1', 'a.de', 'tcp').toString('latin1')).toContain('a long text for people')
  })
})
