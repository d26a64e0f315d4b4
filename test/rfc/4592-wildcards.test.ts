/**
 * RFC 4592 in a served zone: the topology names of `zonal` hold the only wildcards that Kubernetes' names
 * have.
 */
import { expect, test } from 'vitest'
import { Cluster, DB, FILES } from './cluster.ts'

const cluster = new Cluster({
  'db.yaml': FILES['db.yaml'],
  Corefile: 'cluster.local {\n  bind 127.0.0.1\n  kubernetes {\n    zonal\n  }\n}\n',
})

const ALL = ['10.1.0.0', '10.1.0.1', '10.1.0.2']

test.each([
  ['z1.prefer._zone', ALL],
  // The zone has no endpoint, so the wildcard answers with all endpoints.
  ['Elsewhere.prefer._zone', ALL],
  ['z1.pin._zone', ALL],
  ['Elsewhere.pin._zone', []],
])('%s', async (label, addresses) => {
  const name = `${label}.${DB}`
  const reply = await cluster.ask(name, 'A')
  expect([reply.rcode, reply.answer]).toEqual(['NOERROR', addresses.map((one) => `${name}. 5 IN A ${one}`)])
  expect(reply.authority).toHaveLength(addresses.length === 0 ? 1 : 0)
})

test('a wildcard answers below the closest name that exists, and nowhere else (§3.3.1)', async () => {
  for (const [label, rcode] of [
    ['a.b.prefer._zone', 'NOERROR'],
    ['other._zone', 'NXDOMAIN'],
    ['prefer._zone', 'NOERROR'],
    ['_zone', 'NOERROR'],
    ['x.db-0', 'NXDOMAIN'],
  ] as const)
    expect((await cluster.ask(`${label}.${DB}`, 'A')).rcode, label).toBe(rcode)
})

test('a wildcard may be asked for by its own name (§2.2.1)', async () => {
  expect((await cluster.ask(`*.prefer._zone.${DB}`, 'A')).answer).toHaveLength(3)
})

test('types that the wildcard does not have are NODATA, SRV targets go with their addresses', async () => {
  expect(await cluster.ask(`x.prefer._zone.${DB}`, 'TXT')).toMatchObject({ rcode: 'NOERROR', answer: [] })
  const reply = await cluster.ask(`x.prefer._zone.${DB}`, 'SRV')
  expect(reply.additional).toEqual(ALL.map((one, i) => `db-${i}.${DB}. 5 IN A ${one}`))
})
