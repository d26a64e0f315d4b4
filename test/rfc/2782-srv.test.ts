/**
 * RFC 2782: SRV records with uncompressed targets and the targets' addresses, in any order of the addresses.
 */
import { expect, test } from 'vitest'
import { Cluster, DB, FILES, MANY, WEB } from './cluster.ts'

const cluster = new Cluster({
  ...FILES,
  Corefile:
    'cluster.local {\n  bind 127.0.0.1\n  loadbalance round_robin {\n    prefer 10.1.0.2/32\n  }\n  kubernetes\n}\n',
})

test('addresses have the order of loadbalance, each with its own target as owner', async () => {
  for (let i = 0; i < 10; i++) {
    const { answer, additional } = await cluster.tcp({ name: DB.toUpperCase(), type: 'SRV' })
    expect(answer).toEqual(
      [0, 1, 2].map((n) => `${DB.toUpperCase()}. 5 IN SRV 0 33 5432 db-${n}.db.default.svc.CLUSTER.LOCAL.`),
    )
    const lines = [0, 1, 2].map((n) => `db-${n}.db.default.svc.CLUSTER.LOCAL. 5 IN A 10.1.0.${n}`)
    expect(additional.toSorted()).toEqual(lines)
    expect(additional[0]).toBe(lines[2])
  }
})

test('a service has its own name as the target', async () => {
  const { answer, additional } = await cluster.tcp({ name: `_http._tcp.${WEB}`, type: 'SRV' })
  expect(answer).toEqual(
    [50, 50].slice(0, answer.length).map(() => `_http._tcp.${WEB}. 5 IN SRV 0 50 80 ${WEB}.`),
  )
  expect(additional.toSorted()).toEqual([`${WEB}. 5 IN A 10.96.0.1`, `${WEB}. 5 IN AAAA fd00::1`])
})

test('owners beyond the reach of a pointer are right in any order', async () => {
  const { additional } = await cluster.tcp({ name: MANY, type: 'SRV' })
  expect(additional.toSorted()).toEqual(
    Array.from({ length: 400 }, (_, i) => `many-${i}.${MANY}. 5 IN A 10.1.${i >> 8}.${i & 0xff}`).toSorted(),
  )
})
