/** Clients that send without an end, or do not read, make the process hold no more than the manual says. */
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { type ClientHttp2Session, connect as connectHttp2 } from 'node:http2'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, describe, expect, onTestFinished, test } from 'vitest'
import { encodeQuery } from '../support/ask.ts'
import { Authority } from '../support/certificates.ts'
import { needs } from '../support/needs.ts'
import { serve, workplace } from './during-test.ts'
import type { Kubezone } from './kubezone.ts'
import { freePort, nameOf, service } from './workplace.ts'

const MIB = 1024 * 1024
/** Several times the budgets: the garbage collector takes its time. */
const GENEROUS_MIB = 250

function residentMib({ pid }: Kubezone): number {
  const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kilobytes) / 1024
}

/** The growth of the process in MiB while `attack` runs, and whether it still answers then. */
async function growth(kubezone: Kubezone, attack: () => Promise<unknown>): Promise<number> {
  const before = residentMib(kubezone)
  let peak = before
  const timer = setInterval(() => {
    peak = Math.max(peak, residentMib(kubezone))
  }, 50)
  onTestFinished(() => clearInterval(timer))
  await attack()
  await sleep(500)
  expect(await kubezone.resolve(nameOf('web'))).toBe('10.96.0.20')
  return peak - before
}

describe('memory', needs('openssl'), () => {
  const authority = new Authority()
  const own = authority.issue('IP:127.0.0.1')
  afterAll(() => authority.dispose())

  async function open(): Promise<{ kubezone: Kubezone; httpsPort: number }> {
    const [port, httpsPort] = [await freePort(), await freePort()]
    const place = workplace({
      Corefile: `.:${port} https://.:${httpsPort} {
 bind 127.0.0.1
 tls ${own.cert} ${own.key}
 kubernetes cluster.local {
  manifests m
 }
}
`,
      'm/web.yaml': service('web', '10.96.0.20'),
    })
    return { kubezone: await serve(['--conf', place.path('Corefile')]), httpsPort }
  }

  test('bodies without an end over HTTPS', async () => {
    const { kubezone, httpsPort } = await open()
    const body = Buffer.alloc(65_000)
    const post = { ':method': 'POST', ':path': '/dns-query', 'content-type': 'application/dns-message' }
    const sessions: ClientHttp2Session[] = []
    let octets = 0
    const grown = await growth(kubezone, async () => {
      for (let i = 0; i < 100; i++) {
        const session = connectHttp2(`https://127.0.0.1:${httpsPort}`, { ca: authority.text })
        session.on('error', () => undefined)
        onTestFinished(() => session.destroy())
        sessions.push(session)
        await once(session, 'remoteSettings')
        for (let j = 0; j < 100; j++) {
          const stream = session.request(post, { endStream: false })
          stream.on('error', () => undefined)
          stream.write(body, () => (octets += body.length))
        }
      }
      await expect.poll(() => octets / MIB, { timeout: 30_000 }).toBeGreaterThan(2 * GENEROUS_MIB)
    })
    expect(grown).toBeLessThan(GENEROUS_MIB)
  }, 60_000)

  test('messages without an end over TCP', async () => {
    const { kubezone } = await open()
    const message = Buffer.alloc(60_000, 0xff)
    const grown = await growth(kubezone, async () => {
      for (let i = 0; i < 900; i++) {
        const socket = connect(kubezone.target.port, '127.0.0.1')
        socket.on('error', () => undefined)
        onTestFinished(() => void socket.destroy())
        await once(socket, 'connect')
        socket.write(message)
      }
    })
    expect(grown).toBeLessThan(GENEROUS_MIB)
  }, 60_000)

  test('queries whose replies are not read over TCP', async () => {
    const { kubezone } = await open()
    const query = encodeQuery({ name: nameOf('web'), type: 'A' })
    const framed = Buffer.concat([Buffer.from([0, query.length]), query])
    const many = Buffer.concat(Array.from({ length: 20_000 }, () => framed))
    const grown = await growth(kubezone, async () => {
      for (let i = 0; i < 100; i++) {
        const socket = connect(kubezone.target.port, '127.0.0.1')
        socket.on('error', () => undefined)
        onTestFinished(() => void socket.destroy())
        await once(socket, 'connect')
        socket.pause()
        socket.write(many)
      }
    })
    expect(grown).toBeLessThan(GENEROUS_MIB)
  }, 60_000)
})
