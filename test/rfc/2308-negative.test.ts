/** RFC 2308 and RFC 8020: a name exists or not, for every type; negative answers carry the SOA. */
import { describe, expect, test } from 'vitest'
import { Cluster, DB, SOA, WEB } from './cluster.ts'

const cluster = new Cluster()
const TYPES = [
  'A',
  'AAAA',
  'NS',
  'CNAME',
  'SOA',
  'PTR',
  'MX',
  'TXT',
  'SRV',
  'HTTPS',
  'CAA',
  'DS',
  'ANY',
  65280,
]

describe('NOERROR if the name or a name below it exists', () => {
  test.each([
    ['cluster.local', ['NS', 'SOA', 'ANY']],
    ['svc.cluster.local', []],
    ['pod.cluster.local', []],
    ['dns.cluster.local', []],
    ['default.svc.cluster.local', []],
    ['_tcp.web.default.svc.cluster.local', []],
    [WEB, ['A', 'AAAA', 'SRV', 'ANY']],
    ['dns-version.cluster.local', ['TXT', 'ANY']],
    ['db-0.db.default.svc.cluster.local', ['A', 'SRV', 'ANY']],
    [DB, ['A', 'SRV', 'ANY']],
    ['in-addr.arpa', ['NS', 'SOA', 'ANY']],
    ['10.in-addr.arpa', []],
    ['1.0.96.10.in-addr.arpa', ['PTR', 'ANY']],
  ])('%s', async (name, present) => {
    for (const type of TYPES) {
      const reply = await cluster.ask(name, type)
      expect([type, reply.rcode, reply.answer.length > 0]).toEqual([
        type,
        'NOERROR',
        present.includes(String(type)),
      ])
      expect(reply.authority).toHaveLength(reply.answer.length > 0 ? 0 : 1)
      expect(reply.flags).toBe('qr aa rd')
    }
  })
})

describe('NXDOMAIN if the name does not exist, and for all names below it (RFC 8020 §2)', () => {
  test.each([
    'x.cluster.local',
    'x.y.z.cluster.local',
    'nothing.default.svc.cluster.local',
    'default.svc.nowhere.svc.cluster.local',
    'x.web.default.svc.cluster.local',
    'db-9.db.default.svc.cluster.local',
    'x.db-0.db.default.svc.cluster.local',
    'nowhere.svc.cluster.local',
    'web.nowhere.svc.cluster.local',
  ])('%s', async (name) => {
    for (const type of TYPES) {
      const reply = await cluster.ask(name, type)
      expect([type, reply.rcode, reply.answer, reply.authority]).toEqual([type, 'NXDOMAIN', [], [SOA]])
    }
  })
})

test('the SOA of a negative answer has the TTL min(ttl, MINIMUM), and is in the authority section', async () => {
  for (const [name, type] of [
    [WEB, 'TXT'],
    ['x.cluster.local', 'A'],
  ] as const)
    expect(await cluster.ask(name, type)).toMatchObject({ answer: [], authority: [SOA], additional: [] })
})

test('the last name of an alias chain decides the rcode, and the answer holds the alias (RFC 6604 §2.1)', async () => {
  const name = 'alias.default.svc.cluster.local'
  const alias = `${name}. 5 IN CNAME ${WEB}.`
  expect(await cluster.ask(name, 'A')).toMatchObject({
    rcode: 'NOERROR',
    answer: [alias, `${WEB}. 5 IN A 10.96.0.1`],
  })
  expect(await cluster.ask(name, 'TXT')).toMatchObject({
    rcode: 'NOERROR',
    answer: [alias],
    authority: [SOA],
  })
  expect(await cluster.ask(name, 'CNAME')).toMatchObject({ answer: [alias], authority: [] })
})
