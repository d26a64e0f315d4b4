/** The limit on notices in flight: thousands of zones do not take thousands of sockets. */
import { createSocket } from 'node:dgram'
import { expect, onTestFinished, test } from 'vitest'
import { NoticeLimiter } from '../../../../src/directives/zones/transfer/notice-limiter.ts'
import { until } from '../../../e2e/until.ts'
import { openWorld } from '../../../support/world.ts'

const SERVER = { address: '192.0.2.1', port: 53 }

test('a waiting notice begins when another ends, and never after it is cancelled', () => {
  const limiter = new NoticeLimiter()
  const begun: number[] = []
  const ends = Array.from({ length: 100 }, (_, i) => limiter.enqueue(SERVER, () => void begun.push(i)))
  const first = begun.length
  expect(first).toBeLessThan(50)
  let isOther = false
  limiter.enqueue({ ...SERVER }, () => (isOther = true))
  expect(isOther).toBe(true)
  ends[first]?.()
  ends[0]?.()
  ends[0]?.()
  expect(begun.slice(first)).toEqual([first + 1])
  for (const end of ends) end()
  expect(begun).toHaveLength(99)
})

test('a secondary that answers gets a notice for every zone', async () => {
  const heard = new Set<string>()
  const secondary = createSocket('udp4', (notice, { port }) => {
    heard.add(notice.toString('latin1', 12, 20))
    secondary.send(Buffer.from(notice).fill(0xa4, 2, 3), port)
  })
  await new Promise<void>((resolve) => void secondary.bind(0, '127.0.0.1', resolve))
  onTestFinished(() => void secondary.close())
  const zones = Array.from({ length: 200 }, (_, i) => [
    `zones/db.z${1000 + i}.test`,
    '@ 60 SOA ns h 1 1 1 1 1\n',
  ])
  const to = `127.0.0.1:${secondary.address().port}`
  const Corefile = `. {\n auto {\n directory zones\n }\n transfer {\n to ${to}\n }\n}\n`
  const world = await openWorld({ ...Object.fromEntries(zones), Corefile })
  onTestFinished(async () => world.close())
  await until('all notices have arrived', () => heard.size === 200)
})
