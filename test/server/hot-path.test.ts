/** The cost of a query: it adds no property, allocates few octets, and keeps none. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { beforeAll, expect, test } from 'vitest'
import { Query } from '../../src/chain/query.ts'
import { Responder } from '../../src/server/respond.ts'
import { ReplyWriter } from '../../src/wire/reply.ts'
import { SuffixTable } from '../../src/zone/suffix-table.ts'
import { encodeQuery } from '../support/ask.ts'
import { EU, zoneOf } from '../zone/zone-kit.ts'
import { octets } from '../wire/packets.ts'

const zone = zoneOf({
  web: ['A 10.0.0.1'],
  db: ['SRV 0 0 1 a.db', 'SRV 0 0 1 b.db'],
  'a.db': ['A 10.0.0.2'],
  'b.db': ['A 10.0.0.3'],
})
const responder = new Responder(
  new SuffixTable([[EU, { zone: EU, handler: (query) => zone.find(query.hashedName, query.type) }]]),
)
const CLIENT = { address: '127.0.0.1', port: 5353 }
const PACKETS: readonly [Buffer, ...Buffer[]] = [
  encodeQuery({ name: 'web.eu', type: 'A' }),
  encodeQuery({ name: 'web.eu', type: 'AAAA', payload: 1232 }),
  encodeQuery({ name: 'nothing.eu', type: 'A', payload: 1232 }),
  encodeQuery({ name: 'Db.eU', type: 'SRV', payload: 1232 }),
  encodeQuery({ name: 'web.de', type: 'A', payload: 1232 }),
  octets('1234 2100 0000 0000 0000 0000'),
  octets('1234 0100 0002 0000 0000 0000'),
]

test('Query and Request gain no property after construction', () => {
  const query = new Query()
  const [ofQuery, ofRequest] = [Object.keys(query), Object.keys(query.request)]
  const writer = new ReplyWriter()
  for (const packet of PACKETS) void responder.respond(query, packet, CLIENT, writer)
  query.observe(() => undefined)
  const derived = query.derive(EU)
  expect([Object.keys(query), Object.keys(query.request)]).toEqual([ofQuery, ofRequest])
  expect(Object.keys(derived ?? {})).toEqual(ofQuery)
})

const QUERIES = 100_000
const ROUND = 10_000

let collect: () => void
beforeAll(() => {
  // Node.js exposes its garbage collector only with this flag.
  setFlagsFromString('--expose-gc')
  const gc: unknown = runInNewContext('gc')
  if (typeof gc !== 'function') throw new Error('this Node.js does not expose its garbage collector')
  collect = () => void gc()
})

function heap(): number {
  return process.memoryUsage().heapUsed
}

test('100,000 queries allocate under 200 octets each, and leave nothing behind', () => {
  const query = new Query()
  const writer = new ReplyWriter()
  const ask = (count: number): void => {
    for (let i = 0; i < count; i++)
      void responder.respond(query, PACKETS[i % PACKETS.length] ?? PACKETS[0], CLIENT, writer)
  }
  ask(ROUND)
  collect()
  const start = heap()
  const costs: number[] = []
  for (let done = 0; done < QUERIES; done += ROUND) {
    collect()
    const before = heap()
    ask(ROUND)
    costs.push((heap() - before) / ROUND)
  }
  collect()
  // A collection during a round makes the round look cheap, and compilation makes it look expensive: the
  // median avoids both.
  const [median = Infinity] = costs.toSorted((a, b) => a - b).slice(costs.length >> 1)
  expect(median).toBeGreaterThan(0)
  expect(median).toBeLessThan(200)
  expect((heap() - start) / QUERIES).toBeLessThan(5)
})
