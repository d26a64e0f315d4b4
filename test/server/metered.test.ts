/** The meter that counts a reply: that of its zone, or that of unrouted queries; once for each reply. */
import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { Query, type ReplyMeter } from '../../src/chain/query.ts'
import { Responder } from '../../src/server/respond.ts'
import { EMPTY_ANSWER } from '../../src/wire/answer.ts'
import { ReplyWriter } from '../../src/wire/reply.ts'
import { SuffixTable } from '../../src/zone/suffix-table.ts'
import { encodeQuery } from '../support/ask.ts'
import { key, octets } from '../wire/packets.ts'

const CLIENT = { address: '127.0.0.1', port: 5353 }

function metered() {
  const counted: string[] = []
  const meter = (name: string): ReplyMeter => ({
    replied: (query, size, rcode) => void counted.push(`${name} ${query.type} ${size > 0} ${rcode}`),
    failed: () => void counted.push(`${name} failed`),
    respondedOverHttp: () => undefined,
  })
  const zone = key('eu')
  const route = {
    zone,
    meter: meter('eu'),
    handler: (query: Query) => {
      if (query.name === key('broken.eu')) throw new Error('it broke')
      const derived = query.depth === 0 ? query.derive(key('other.eu')) : null
      return derived === null ? EMPTY_ANSWER : query.lookup(derived)
    },
  }
  const responder = new Responder(new SuffixTable([[zone, route]]), { unrouted: meter('dropped') })
  const query = new Query()
  const send = (packet: Buffer): string[] => {
    counted.length = 0
    void responder.respond(query, packet, CLIENT, new ReplyWriter())
    return [...counted]
  }
  return { send, responder }
}

test('the meter of a zone counts a reply once, without the questions derived from its query', () => {
  const { send } = metered()
  expect(send(encodeQuery({ name: 'web.eu', type: 'AAAA' }))).toEqual(['eu 28 true 0'])
  expect(send(encodeQuery({ name: 'broken.eu', type: 'A' }))).toEqual(['eu failed', 'eu 1 true 2'])
})

/** AAAA is answered by a promise, all other types after 2 ms. */
function slowly({ type }: Query) {
  if (type === 28) return delay(30).then(() => EMPTY_ANSWER)
  const end = performance.now() + 2
  while (performance.now() < end);
  return EMPTY_ANSWER
}

test('every sixteenth synchronous answer is timed, and each answer that is a promise', async () => {
  const times: number[] = []
  const meter: ReplyMeter = {
    replied: (_query, _octets, _rcode, milliseconds) => void times.push(milliseconds),
    failed: () => undefined,
    respondedOverHttp: () => undefined,
  }
  const zone = key('eu')
  const responder = new Responder(new SuffixTable([[zone, { zone, meter, handler: slowly }]]), {
    unrouted: meter,
  })
  const writer = new ReplyWriter()
  const send = async (type: string): Promise<void> => {
    const query = new Query()
    const answer = responder.respond(query, encodeQuery({ name: 'web.eu', type }), CLIENT, writer)
    if (typeof answer !== 'number') responder.write(query, await answer, writer)
  }
  for (let i = 0; i < 15; i++) await send('A')
  await send('AAAA')
  for (let i = 0; i < 20; i++) await send('A')
  expect(times).toHaveLength(36)
  expect(times.slice(0, 15)).toEqual(Array.from({ length: 15 }, () => 0))
  expect(times[15]).toBeGreaterThanOrEqual(25)
  const [first] = times.slice(16)
  expect(first).toBeGreaterThanOrEqual(2)
  expect(times.slice(16, 31)).toEqual(Array.from({ length: 15 }, () => first))
})

test('refusals of unrouted and of malformed queries have a meter of their own; silence is not counted', () => {
  const { send, responder } = metered()
  expect(send(encodeQuery({ name: 'web.de', type: 'A' }))).toEqual(['dropped 1 true 5'])
  expect(send(encodeQuery({ name: 'web.eu', type: 'A', class: 3 }))).toEqual(['dropped 1 true 5'])
  expect(send(octets('1234 0100 0002 0000 0000 0000'))).toEqual(['dropped 0 true 1'])
  expect(send(octets('1234 2900 0000 0000 0000 0000'))).toEqual(['dropped 0 true 4'])
  expect(send(octets('1234'))).toEqual([])
  responder.unrouted = null
  expect(send(encodeQuery({ name: 'web.de', type: 'A' }))).toEqual([])
})
