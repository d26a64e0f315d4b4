/**
 * RFC 8482 §4.1: ANY gets one RRset, and gets it from every name that has any. RFC 3597: unknown types are
 * types.
 */
import { expect, test } from 'vitest'
import { Cluster, DB, MANY, SOA, WEB } from './cluster.ts'

const cluster = new Cluster()

test.each([
  [WEB, [`${WEB}. 5 IN A 10.96.0.1`]],
  [DB, [`${DB}. 5 IN A 10.1.0.0`, `${DB}. 5 IN A 10.1.0.1`, `${DB}. 5 IN A 10.1.0.2`]],
  ['dns-version.cluster.local', ['dns-version.cluster.local. 28800 IN TXT "1.1.0"']],
  ['alias.default.svc.cluster.local', [`alias.default.svc.cluster.local. 5 IN CNAME ${WEB}.`]],
  ['1.0.96.10.in-addr.arpa', [`1.0.96.10.in-addr.arpa. 5 IN PTR ${WEB}.`]],
  ['10-1-2-3.default.pod.cluster.local', ['10-1-2-3.default.pod.cluster.local. 5 IN A 10.1.2.3']],
])('%s ANY', async (name, answer) => {
  expect(await cluster.ask(name, 'ANY')).toMatchObject({
    rcode: 'NOERROR',
    answer,
    authority: [],
    additional: [],
  })
})

test('ANY gets the SOA at the apex, NODATA at an empty non-terminal, and NXDOMAIN elsewhere', async () => {
  const apex = await cluster.ask('cluster.local', 'ANY')
  expect([apex.rcode, apex.answer, apex.authority]).toEqual(['NOERROR', [SOA], []])
  const empty = await cluster.ask('svc.cluster.local', 'ANY')
  expect([empty.rcode, empty.answer, empty.authority]).toEqual(['NOERROR', [], [SOA]])
  const missing = await cluster.ask('x.cluster.local', 'ANY')
  expect([missing.rcode, missing.authority]).toEqual(['NXDOMAIN', [SOA]])
})

test('ANY obeys the limit of UDP like any other type', async () => {
  const reply = await cluster.udp({ name: MANY, type: 'ANY', payload: 4096 })
  expect(reply.flags).toBe('qr aa tc rd')
  expect(reply.octets).toBeLessThanOrEqual(1232)
})

test.each([0, 10, 41, 128, 249, 250, 253, 254, 256, 32768, 65280, 65535])(
  'type %i has no data here: NODATA, and the question comes back',
  async (type) => {
    const reply = await cluster.ask(WEB, type)
    expect([reply.rcode, reply.question, reply.answer, reply.authority]).toEqual([
      'NOERROR',
      `${WEB}. IN TYPE${type}`,
      [],
      [SOA],
    ])
  },
)
