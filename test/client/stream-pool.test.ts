/** Connections to an upstream over TCP: how they end, and what does not end them. */
import { expect, onTestFinished, test, vi } from 'vitest'
import type { UpstreamOutcome } from '../../src/client/datagram-exchange.ts'
import { StreamPool } from '../../src/client/stream-pool.ts'
import { encodeUpstreamQuery } from '../../src/client/upstream-query.ts'
import { TYPE } from '../../src/wire/constants.ts'
import { address, misbehaving } from '../plugins/misbehaving.ts'
import { key } from './loopback-server.ts'

const OPTIONS = { timeoutMs: 5000, source: null }

/** A pool before an upstream that keeps its answers to `slow` until it has been asked for `release`. */
async function pooled() {
  const kept: Buffer[] = []
  const upstream = await misbehaving(({ query }) => {
    const reply = address(query)
    if (query.includes('slow')) kept.push(reply)
    if (query.includes('slow')) return []
    return query.includes('release') ? [...kept.splice(0), reply] : [reply]
  })
  const pool = new StreamPool(
    { address: '127.0.0.1', port: Number(upstream.name.split(':')[1]) },
    { idleMs: 60_000, maxIdle: 0 },
  )
  onTestFinished(() => pool.close())
  const begin = (name: string) => {
    const query = encodeUpstreamQuery({ name: key(name), type: TYPE.A, flags: 0, dnssecOk: false }, false)
    const outcomes: UpstreamOutcome[] = []
    const cancel = pool.ask(query, OPTIONS, (outcome) => void outcomes.push(outcome))
    return { cancel, outcome: async () => vi.waitUntil(() => outcomes[0], { timeout: 4000, interval: 1 }) }
  }
  return { upstream, pool, begin }
}

test('answers that nobody waits for any more do not end a connection on which others wait', async () => {
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

test('a pool that is closed gives the answers that are on their way, on the connection on which they are', async () => {
  const { begin, pool, upstream } = await pooled()
  const slow = begin('slow')
  const release = begin('release')
  pool.close()
  const outcomes = await Promise.all([slow.outcome(), release.outcome()])
  expect(outcomes.map(({ kind }) => kind)).toEqual(['answer', 'answer'])
  expect(upstream.asked).toHaveLength(2)
  // Nothing is kept for later.
  expect(await begin('fast').outcome()).toMatchObject({ kind: 'answer' })
  expect([pool.hits, pool.misses]).toEqual([1, 2])
})
