/**
 * Stopping and reloading while clients query: over UDP, over a kept connection and over new connections, for
 * local names and for forwarded ones. No query that was sent in time is lost.
 */
import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { frameMessage } from '../../src/wire/framing.ts'
import { serveLines } from '../client/loopback-server.ts'
import { encodeQuery, type Target } from '../support/ask.ts'
import { answerOf } from '../support/chain.ts'
import { fetchPage, urlOf } from '../support/fetch-page.ts'
import { ANY_PORT, serve, workplace } from './during-test.ts'
import { SteadyQueries } from './load.ts'
import { until } from './until.ts'
import { nameOf, service, type Workplace } from './workplace.ts'

const REMOTE = 'slow.example.org'
const NAMES = [nameOf('web'), REMOTE]
const ANY_PAGES = ['--health-port', '0', '--ready-port', '0', '--metrics-port', '0']

/** A server with a slow upstream server, so that some forwarded queries are always in flight. */
async function placeWith(directives: string): Promise<{ place: Workplace; corefile: string }> {
  const answer = answerOf({ question: REMOTE, answer: [`${REMOTE} A 192.0.2.9`] })
  const { address } = await serveLines([], async () => sleep(30, answer))
  const corefile = `.:53 {\n ${directives}\n kubernetes cluster.local\n forward . 127.0.0.1:${address.port}\n}\n`
  return { place: workplace({ Corefile: corefile, 'web.yaml': service('web', '10.96.0.20') }), corefile }
}

/** Sends a query every other millisecond over UDP, and as often over one connection. */
function steadyLoad(target: Target): SteadyQueries[] {
  return (['udp', 'tcp'] as const).map((transport) => {
    const queries = new SteadyQueries(target, NAMES, { transport, intervalMs: 2 })
    onTestFinished(() => queries.close())
    return queries
  })
}

/**
 * Sends one query on each new connection until a connection fails; returns the times of the queries without a
 * reply.
 */
async function queryOnNewConnections({ address, port }: Target): Promise<number[]> {
  const lost: number[] = []
  for (let id = 0; ; id = (id + 1) & 0xffff) {
    const socket = connect(port, address)
    try {
      await once(socket, 'connect')
      const sent = performance.now()
      socket.write(frameMessage(encodeQuery({ name: NAMES[id % 2] ?? '', type: 'A', id })))
      const isAnswered = await Promise.race([
        once(socket, 'data').then(() => true),
        once(socket, 'close').then(() => false),
      ])
      if (!isAnswered) lost.push(sent)
    } catch {
      return lost
    } finally {
      socket.destroy()
    }
  }
}

test.each([
  ['without health', '', 0],
  ['with a lameduck time', 'health {\n  lameduck 1s\n }', 1000],
])('stopped %s, it has answered what was sent before', async (_, health, lameduckMs) => {
  const { place } = await placeWith(health)
  const kubezone = await serve([place.folder, ...ANY_PORT, ...ANY_PAGES])
  const load = steadyLoad(kubezone.target)
  const asking = queryOnNewConnections(kubezone.target)
  await until('there is some load', () => load.every(({ answered }) => answered > 100), 10_000)
  const inTime = performance.now() + lameduckMs
  kubezone.signal('SIGTERM')
  expect(await kubezone.exited()).toBe(0)
  // Clients that go on querying do not delay the stop.
  expect(performance.now() - inTime).toBeLessThan(4000)
  for (const queries of load) expect(queries.unansweredBefore(inTime)).toBe(0)
  expect((await asking).filter((sent) => sent < inTime)).toEqual([])
  expect(load.map(({ failed }) => failed)).toEqual([0, 0])
})

test('100 reloads under load lose no query, with bad Corefiles among them', async () => {
  const { place, corefile } = await placeWith('ready')
  const kubezone = await serve([place.folder, ...ANY_PORT, ...ANY_PAGES])
  const load = steadyLoad(kubezone.target)
  const reloads = (pattern: RegExp): number => kubezone.messages.filter((line) => pattern.test(line)).length
  const pages = (kubezone.readyLine ?? '').match(/http:\/\/\S+/g) ?? []
  for (let i = 1; i <= 100; i++) {
    const isBad = i % 10 === 0
    place.write(
      'Corefile',
      `${corefile}${isBad ? 'nonsense' : `r${i}.test`} {\n ${isBad ? 'nonsense' : 'whoami'}\n}\n`,
    )
    kubezone.signal('SIGHUP')
    await until(`reload ${i}`, () => reloads(/^reload(ed:| failed)/) === i, 10_000)
    if (!isBad) continue
    const { status, body } = await fetchPage(urlOf(pages, '/ready'))
    expect(status).toBe(200)
    expect(body).toContain("'nonsense' is not a directive")
  }
  expect(reloads(/^reload failed/)).toBe(10)
  for (const queries of load) queries.pause()
  await until('every query is answered', () => load.every(({ unanswered }) => unanswered === 0), 10_000)
  expect(load.map(({ failed }) => failed)).toEqual([0, 0])
  for (const { answered } of load) expect(answered).toBeGreaterThan(100)
  await kubezone.stop()
}, 60_000)
