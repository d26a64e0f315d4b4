/** RFC 2181 §9 and RFC 6891 §6.2: the records of a reply over UDP, and its TC flag. */
import { describe, expect, test } from 'vitest'
import { Cluster, DB, MANY, MID, WEB } from './cluster.ts'

const cluster = new Cluster()

describe('an answer that does not fit', () => {
  test.each([
    [undefined, 512],
    [0, 512],
    [512, 512],
    [800, 800],
    [1232, 1232],
    [4096, 1232],
    [65535, 1232],
  ])(
    'is cut, to a client that takes %s octets: TC, and as many whole records as do fit',
    async (payload, limit) => {
      const edns = payload === undefined ? {} : { payload }
      const whole = await cluster.tcp({ name: MANY, type: 'A', ...edns })
      expect([whole.flags, whole.answer.length]).toEqual(['qr aa rd', 400])
      const reply = await cluster.udp({ name: MANY, type: 'A', ...edns })
      const withoutRecords = 12 + MANY.length + 2 + 4 + (payload === undefined ? 0 : 11)
      const count = Math.floor((limit - withoutRecords) / 16)
      expect([reply.flags, reply.question]).toEqual(['qr aa tc rd', `${MANY}. IN A`])
      expect(reply.octets).toBe(withoutRecords + count * 16)
      expect(reply.answer).toEqual(whole.answer.slice(0, count))
      expect([reply.authority, reply.additional, reply.edns === null]).toEqual([
        [],
        [],
        payload === undefined,
      ])
    },
  )
})

test('additional records that do not fit are omitted without TC', async () => {
  const question = { name: MID, type: 'SRV', payload: 1232 }
  const [udp, tcp] = [await cluster.udp(question), await cluster.tcp(question)]
  expect([tcp.answer.length, tcp.additional.length]).toEqual([17, 17])
  expect([udp.flags, udp.answer]).toEqual(['qr aa rd', tcp.answer])
  // Some fit: the reply omits no more than necessary.
  expect(udp.additional.length).toBeLessThan(17)
  expect(udp.additional).toEqual(tcp.additional.slice(0, udp.additional.length))
  expect(udp.octets + 16).toBeGreaterThan(1232)
})

test('the reply over TCP is complete', async () => {
  const reply = await cluster.tcp({ name: MANY, type: 'SRV', payload: 512 })
  expect([reply.flags, reply.answer.length, reply.additional.length]).toEqual(['qr aa rd', 400, 400])
  const owners = new Set(reply.answer.map((line) => line.split(' ').at(-1)))
  // Pointers reach 16,383 octets; this reply is longer, and every owner is still a target.
  expect(reply.octets).toBeGreaterThan(0x4000)
  expect(new Set(reply.additional.map((line) => line.split(' ')[0]))).toEqual(owners)
})

test('small answers are equal over UDP and TCP', async () => {
  for (const type of ['A', 'AAAA', 'SRV', 'TXT', 'ANY'])
    for (const name of [WEB, DB, 'cluster.local', 'dns-version.cluster.local']) await cluster.ask(name, type)
})

test('the records of an RRset have one TTL and no duplicates (RFC 2181 §5)', async () => {
  for (const [name, type] of [
    [DB, 'A'],
    [MANY, 'SRV'],
    ['cluster.local', 'NS'],
  ] as const) {
    const { answer } = await cluster.tcp({ name, type })
    expect(new Set(answer).size).toBe(answer.length)
    expect(new Set(answer.map((line) => line.split(' ')[1])).size).toBe(1)
  }
})
