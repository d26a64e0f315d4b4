/** When connections to an upstream over TCP end, and when they stay open. */
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { expect, onTestFinished, test, vi } from 'vitest'
import type { UpstreamOutcome } from '../../src/client/datagram-exchange.ts'
import { openStream } from '../../src/client/exchange.ts'
import { StreamPool } from '../../src/client/stream-pool.ts'
import { encodeUpstreamQuery } from '../../src/client/upstream-query.ts'
import { TYPE } from '../../src/wire/constants.ts'
import { frameMessage, MessageFramer } from '../../src/wire/framing.ts'
import { address, misbehaving } from '../directives/upstream/misbehaving.ts'
import { key } from './loopback-server.ts'

const OPTIONS = { timeoutMs: 5000, source: null }

let queries = 0

/** A query with an id of its own: for a random id that is in flight already the pool opens a connection. */
function queryFor(name: string): Buffer {
  const query = encodeUpstreamQuery({ name: key(name), type: TYPE.A, flags: 0, dnssecOk: false }, false)
  query.writeUInt16BE(queries++, 0)
  return query
}

/** A pool before an upstream that holds its answers to `slow` until a query for `release`. */
async function pooled() {
  const kept: Buffer[] = []
  const upstream = await misbehaving(({ query }) => {
    const reply = address(query)
    if (query.includes('slow')) kept.push(reply)
    if (query.includes('slow')) return []
    return query.includes('release') ? [...kept.splice(0), reply] : [reply]
  })
  const pool = new StreamPool(
    (source) => openStream({ address: '127.0.0.1', port: Number(upstream.name.split(':')[1]) }, source),
    { idleMs: 60_000, maxIdle: 0 },
  )
  onTestFinished(() => pool.close())
  const begin = (name: string) => {
    const query = queryFor(name)
    const outcomes: UpstreamOutcome[] = []
    const cancel = pool.ask(query, OPTIONS, (outcome) => void outcomes.push(outcome))
    return { cancel, outcome: async () => vi.waitUntil(() => outcomes[0], { timeout: 4000, interval: 1 }) }
  }
  return { upstream, pool, begin }
}

test('answers to aborted queries do not end a connection with other queries in flight', async () => {
  const { begin, pool } = await pooled()
  const slow = begin('slow')
  for (let i = 0; i < 30; i++) {
    const given = begin('given-up')
    given.cancel()
    expect(await begin('fast').outcome()).toMatchObject({ kind: 'answer' })
  }
  await begin('release').outcome()
  expect(await slow.outcome()).toMatchObject({ kind: 'answer' })
  expect(pool.misses).toBe(1)
})

test('the queries of a lost connection are retried on one new connection', async () => {
  const sockets: Socket[] = []
  const server = createServer((socket) => {
    sockets.push(socket)
    const framer = new MessageFramer()
    let count = 0
    socket.on('error', () => undefined)
    socket.on('data', (chunk) => {
      for (const query of framer.push(chunk)) {
        count++
        if (sockets.length > 1) socket.write(frameMessage(address(query)))
        else if (count === 60) socket.destroy()
      }
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const bound = server.address()
  const port = typeof bound === 'object' && bound !== null ? bound.port : 0
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const pool = new StreamPool((source) => openStream({ address: '127.0.0.1', port }, source), {
    idleMs: 60_000,
    maxIdle: 0,
  })
  onTestFinished(() => pool.close())
  const outcomes: UpstreamOutcome[] = []
  for (let i = 0; i < 60; i++) {
    pool.ask(queryFor('a'), OPTIONS, (outcome) => void outcomes.push(outcome))
  }
  await vi.waitUntil(() => outcomes.length === 60, { timeout: 4000, interval: 1 })
  // The first query opened the connection, so it is not retried.
  expect(outcomes.filter(({ kind }) => kind === 'answer')).toHaveLength(59)
  expect(sockets).toHaveLength(2)
})

test('a closed pool delivers the answers in flight on their connection', async () => {
  const { begin, pool, upstream } = await pooled()
  const slow = begin('slow')
  const release = begin('release')
  pool.close()
  const outcomes = await Promise.all([slow.outcome(), release.outcome()])
  expect(outcomes.map(({ kind }) => kind)).toEqual(['answer', 'answer'])
  expect(upstream.asked).toHaveLength(2)
  // The pool keeps no connection for later.
  expect(await begin('fast').outcome()).toMatchObject({ kind: 'answer' })
  expect([pool.hits, pool.misses]).toEqual([1, 2])
})
