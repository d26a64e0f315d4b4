/** What clients make a listener hold has a bound, and honest clients are served while it is reached. */
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { type ClientHttp2Session, connect as connectHttp2 } from 'node:http2'
import { setTimeout as sleep } from 'node:timers/promises'
import { connect } from 'node:tls'
import { afterAll, describe, expect, onTestFinished, test } from 'vitest'
import { encodeQuery } from '../support/ask.ts'
import { Authority } from '../support/certificates.ts'
import { endsWithin } from '../support/ends-within.ts'
import { needs } from '../support/needs.ts'
import { Lab } from './lab.ts'
import { framed, TcpClient } from './tcp-client.ts'

const NOW = { name: 'now.test', type: 'A', id: 7 }

/** Resolves when the server takes no more queries of a client that reads no replies. */
async function stalls(lab: Lab): Promise<void> {
  let before: number
  do {
    before = lab.begun.length
    await sleep(100)
  } while (before === 0 || lab.begun.length > before)
}

describe('over TCP', () => {
  test('of many unfinished messages the oldest are closed', async () => {
    const { address } = await new Lab().openTcp({ heldOctets: 100_000, messageMs: 60_000 })
    const clients: TcpClient[] = []
    for (let i = 0; i < 4; i++) {
      const client = await TcpClient.connect(address)
      clients.push(client)
      client.socket.write(Buffer.concat([Buffer.from([0xff, 0xff]), Buffer.alloc(40_000)]))
      await sleep(30)
    }
    const [first, second, ...others] = clients
    await endsWithin(1000, Promise.all([first?.closed, second?.closed]))
    const honest = await TcpClient.connect(address)
    expect((await honest.ask(NOW))?.id).toBe(7)
    expect(others.map((one) => one.isOver)).toEqual([false, false])
  })

  test('of many clients that do not read their replies those are closed that have stalled longest', async () => {
    const lab = new Lab()
    const { address } = await lab.openTcp({ heldOctets: 400_000 })
    const stalled: TcpClient[] = []
    for (let i = 0; i < 4; i++) {
      const client = await TcpClient.connect(address)
      stalled.push(client)
      client.socket.pause()
      // More than the kernel's buffers hold.
      client.send(...Array.from({ length: 300 }, (_, id) => ({ name: 'big.test', type: 'TXT', id })))
      await stalls(lab)
    }
    const [first] = stalled
    first?.socket.resume()
    await endsWithin(30_000, first?.closed ?? Promise.reject(new Error('no client')))
    const honest = await TcpClient.connect(address)
    expect((await honest.ask(NOW))?.id).toBe(7)
  })

  test('queries that wait for their answers count', async () => {
    const lab = new Lab()
    const { address } = await lab.openTcp({ heldOctets: 20_000 })
    const patient = await TcpClient.connect(address)
    patient.send(...Array.from({ length: 20 }, (_, id) => ({ name: `wait-${id}.test`, type: 'A', id })))
    await endsWithin(1000, patient.closed)
    const honest = await TcpClient.connect(address)
    expect((await honest.ask(NOW))?.id).toBe(7)
  })

  test('a query that waits does not keep the queries that were read with it', async () => {
    const lab = new Lab()
    const { address } = await lab.openTcp()
    const client = await TcpClient.connect(address)
    const many = Array.from({ length: 500 }, () => framed(NOW))
    await client.write(Buffer.concat([framed({ name: 'wait-1.test', type: 'A', id: 1 }), ...many]))
    await lab.seen(501)
    expect(lab.packetOctets).toBe(framed({ name: 'wait-1.test', type: 'A' }).length - 2)
  })
})

describe('over HTTPS', needs('openssl'), () => {
  const authority = new Authority()
  const own = authority.issue('DNS:dns.test', 'IP:127.0.0.1')
  afterAll(() => authority.dispose())
  const credentials = () => ({
    cert: readFileSync(own.cert, 'utf8'),
    key: readFileSync(own.key, 'utf8'),
    ca: null,
    clientAuth: 'nocert' as const,
  })
  const POST = { ':method': 'POST', ':path': '/dns-query', 'content-type': 'application/dns-message' }
  const GET = { ':path': `/dns-query?dns=${encodeQuery({ ...NOW, id: 0 }).toString('base64url')}` }

  async function statusOf(session: ReturnType<typeof connectHttp2>): Promise<unknown> {
    const stream = session.request(GET)
    stream.resume()
    const [headers] = (await once(stream, 'response')) as [Record<string, unknown>]
    return headers[':status']
  }

  test('of many bodies without an end the oldest are reset', async () => {
    const listener = await new Lab().openHttps({ heldOctets: 200_000, messageMs: 60_000 }, credentials())
    const session = connectHttp2(`https://127.0.0.1:${listener.address.port}`, { ca: authority.text })
    session.on('error', () => undefined)
    onTestFinished(() => session.destroy())
    const codes: (number | undefined)[] = []
    for (let i = 0; i < 6; i++) {
      const stream = session.request(POST, { endStream: false })
      stream.on('error', () => undefined)
      stream.on('close', () => codes.push(stream.rstCode))
      stream.write(Buffer.alloc(60_000))
      await sleep(50)
    }
    await expect.poll(() => codes.length, { timeout: 5000 }).toBeGreaterThanOrEqual(3)
    expect(new Set(codes)).toEqual(new Set([8]))
    expect(codes.length).toBeLessThan(6)
    expect(await statusOf(session)).toBe(200)
  })

  test('requests that wait count, and responses that are not read', async () => {
    const listener = await new Lab().openHttps({ heldOctets: 100_000 }, credentials())
    const session = connectHttp2(`https://127.0.0.1:${listener.address.port}`, {
      ca: authority.text,
      settings: { initialWindowSize: 0 },
    })
    session.on('error', () => undefined)
    onTestFinished(() => session.destroy())
    await once(session, 'remoteSettings')
    let resets = 0
    for (let i = 0; i < 30; i++) {
      const stream = session.request(GET)
      stream.on('error', () => undefined)
      stream.on('close', () => resets++)
    }
    await expect.poll(() => resets, { timeout: 5000 }).toBeGreaterThanOrEqual(18)
    expect(resets).toBeLessThan(30)
  })

  test('connections share a number of requests, and are told their share', async () => {
    const listener = await new Lab().openHttps({ requests: 64 }, credentials())
    const open = async () => {
      const session = connectHttp2(`https://127.0.0.1:${listener.address.port}`, { ca: authority.text })
      session.on('error', () => undefined)
      onTestFinished(() => session.destroy())
      await once(session, 'remoteSettings')
      return session
    }
    const first = await open()
    expect(shareOf(first)).toBe(64)
    const others = [await open(), await open()]
    await expect.poll(() => [first, ...others].map(shareOf)).toEqual([16, 16, 16])
    expect(await statusOf(first)).toBe(200)
    for (const one of others) one.destroy()
    await expect.poll(() => shareOf(first)).toBe(32)
  })

  test('a client of HTTP/1.1 has as many requests in progress as one of HTTP/2', async () => {
    const lab = new Lab()
    const listener = await lab.openHttps({ queriesInFlight: 4 }, credentials())
    const socket = connect({ port: listener.address.port, host: '127.0.0.1', ca: authority.text })
    socket.on('error', () => undefined)
    socket.resume()
    onTestFinished(() => void socket.destroy())
    await once(socket, 'secureConnect')
    const closed = once(socket, 'close')
    socket.write([1, 2, 3, 4].map(http1Request).join(''))
    await lab.seen(4)
    expect(socket.closed).toBe(false)
    socket.write(http1Request(5))
    await closed
    expect(lab.begun).toHaveLength(4)
  })
})

function http1Request(i: number): string {
  const query = encodeQuery({ name: `wait-${i}.test`, type: 'A', id: 0 }).toString('base64url')
  return `GET /dns-query?dns=${query} HTTP/1.1\r\nHost: x\r\n\r\n`
}

function shareOf(session: ClientHttp2Session): number | undefined {
  return session.remoteSettings.maxConcurrentStreams
}
