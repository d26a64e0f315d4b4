/** DNS over HTTPS (RFC 8484) from the side of a client, over HTTP/2 and HTTP/1.1. */
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { type ClientHttp2Session, connect as connectHttp2, type OutgoingHttpHeaders } from 'node:http2'
import { request as requestHttp1 } from 'node:https'
import { connect as connectPlain } from 'node:net'
import { connect, type TLSSocket } from 'node:tls'
import { afterAll, describe, expect, onTestFinished, test } from 'vitest'
import type { HttpsListener } from '../../src/server/https.ts'
import type { ClientAuth } from '../../src/server/tls.ts'
import { encodeQuery } from '../support/ask.ts'
import { Authority } from '../support/certificates.ts'
import { decodeReply } from '../support/decode.ts'
import { endsWithin } from '../support/ends-within.ts'
import { needs } from '../support/needs.ts'
import { expectedAddress, Lab } from './lab.ts'

const QUERY = encodeQuery({ name: 'a.test', type: 'A', id: 0 })
const ANSWER = [expectedAddress('a.test', 0)]
const GET = `/dns-query?dns=${QUERY.toString('base64url')}`
const POST = { ':method': 'POST', ':path': '/dns-query', 'content-type': 'application/dns-message' }

interface Response {
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: Buffer
}

describe('DNS over HTTPS', needs('openssl'), () => {
  const authority = new Authority()
  const own = authority.issue('DNS:dns.test', 'IP:127.0.0.1')
  afterAll(() => authority.dispose())
  const credentials = (clientAuth: ClientAuth = 'nocert') => ({
    cert: readFileSync(own.cert, 'utf8'),
    key: readFileSync(own.key, 'utf8'),
    ca: authority.text,
    clientAuth,
  })

  function session({ address: { port } }: HttpsListener): ClientHttp2Session {
    const opened = connectHttp2(`https://127.0.0.1:${port}`, { ca: authority.text })
    opened.on('error', () => undefined)
    onTestFinished(() => opened.destroy())
    return opened
  }

  async function askHttp1({ address: { port } }: HttpsListener, path: string, options = {}, body?: Buffer) {
    return new Promise<Response>((resolve, reject) => {
      const sent = requestHttp1(
        { host: '127.0.0.1', port, path, ca: authority.text, agent: false, ...options },
        (response) => {
          const { statusCode = 0, headers } = response
          void drained(response).then((octets) => resolve({ status: statusCode, headers, body: octets }))
        },
      )
      sent.on('error', reject)
      sent.end(body)
    })
  }

  async function openTls({ address: { port } }: HttpsListener, protocol: string): Promise<TLSSocket> {
    const socket = connect({ port, host: '127.0.0.1', ca: authority.text, ALPNProtocols: [protocol] })
    socket.on('error', () => undefined)
    onTestFinished(() => void socket.destroy())
    await once(socket, 'secureConnect')
    return socket
  }

  test('GET and POST are answered over HTTP/2, many at a time in one session', async () => {
    const lab = new Lab()
    const opened = session(await lab.openHttps({}, credentials()))
    const waiting = ask(opened, POST, encodeQuery({ name: 'wait-1.test', type: 'A', id: 1 }))
    for (const reply of [await ask(opened, { ':path': GET }), await ask(opened, POST, QUERY)]) {
      expect(reply).toMatchObject({
        status: 200,
        headers: { 'content-type': 'application/dns-message', 'cache-control': 'max-age=5' },
      })
      expect(decodeReply(reply.body).answer).toEqual(ANSWER)
    }
    lab.release('wait-1')
    expect(decodeReply((await waiting).body).id).toBe(1)
  })

  test('GET and POST are answered over HTTP/1.1', async () => {
    const listener = await new Lab().openHttps({}, credentials())
    expect(decodeReply((await askHttp1(listener, GET)).body).answer).toEqual(ANSWER)
    const headers = { 'content-type': 'application/dns-message' }
    const posted = await askHttp1(listener, '/dns-query', { method: 'POST', headers }, QUERY)
    expect(decodeReply(posted.body).answer).toEqual(ANSWER)
    const big = encodeQuery({ name: 'big.test', type: 'TXT' }).toString('base64url')
    expect((await askHttp1(listener, `/dns-query?dns=${big}`)).body.length).toBeGreaterThan(60_000)
  })

  test('replies to a client that pads are padded', async () => {
    const opened = session(await new Lab().openHttps({}, credentials()))
    const padding = encodeQuery({ name: 'a.test', type: 'A', payload: 1232, options: '000c0000' })
    expect((await ask(opened, POST, padding)).body.length).toBe(468)
  })

  test.each<[number, string, OutgoingHttpHeaders, Buffer | null]>([
    [404, 'another path', { ':path': '/' }, null],
    [405, 'another method', { ':method': 'PUT', ':path': '/dns-query' }, QUERY],
    [405, 'HEAD', { ':method': 'HEAD', ':path': GET }, null],
    [415, 'another type', { ...POST, 'content-type': 'application/dns-json' }, QUERY],
    [415, 'no type', { ':method': 'POST', ':path': '/dns-query' }, QUERY],
    [413, 'a body larger than a message', POST, Buffer.alloc(65_536)],
    [
      413,
      'a Content-Length larger than a message',
      { ...POST, 'content-length': 70_000 },
      Buffer.alloc(70_000),
    ],
    [400, 'no message', { ':path': '/dns-query' }, null],
    [400, 'base64 with padding', { ':path': `${GET}=` }, null],
    [400, 'a message shorter than a header', { ':path': '/dns-query?dns=AAAA' }, null],
    [400, 'an empty body', POST, Buffer.alloc(0)],
  ])('%i is the status for %s', async (status, _, headers, body) => {
    const listener = await new Lab().openHttps({}, credentials())
    const opened = session(listener)
    const refused = await ask(opened, headers, body)
    expect(refused).toMatchObject({ status, headers: { 'cache-control': 'no-store' } })
    if (status === 405) expect(refused.headers['allow']).toBe('GET, POST')
    // The session stays usable.
    expect((await ask(opened, { ':path': GET })).status).toBe(200)
  })

  test('a large body is not read to its end over HTTP/1.1 either', async () => {
    const listener = await new Lab().openHttps({}, credentials())
    const socket = await openTls(listener, 'http/1.1')
    const head = 'POST /dns-query HTTP/1.1\r\nHost: x\r\nContent-Type: application/dns-message\r\n'
    socket.write(`${head}Content-Length: 1000000000\r\n\r\n`)
    expect((await drained(socket)).toString()).toMatch(/^HTTP\/1.1 413 /)
  })

  test('a truncated message gets FORMERR, and a reply gets status 500', async () => {
    const opened = session(await new Lab().openHttps({}, credentials()))
    const cut = await ask(opened, POST, QUERY.subarray(0, 14))
    expect(decodeReply(cut.body).rcode).toBe('FORMERR')
    expect(cut.headers['cache-control']).toBe('max-age=0')
    const reply = Buffer.from(QUERY)
    reply.writeUInt16BE(0x8100, 2)
    expect((await ask(opened, POST, reply)).status).toBe(500)
  })

  test.each(['h2', 'http/1.1', 'neither'])(
    'garbage as %s closes its connection, and no other',
    async (protocol) => {
      const listener = await new Lab().openHttps({}, credentials())
      const opened = session(listener)
      for (const octets of [
        randomBytes(5000),
        Buffer.alloc(5000),
        Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\nxxxx'),
      ]) {
        const socket = await openTls(listener, protocol).catch(() => null)
        if (socket === null) continue
        socket.write(octets)
        socket.resume()
        socket.end()
        await once(socket, 'close')
      }
      const plain = connectPlain(listener.address.port, '127.0.0.1')
      plain.on('error', () => undefined)
      plain.end('GET / HTTP/1.1\r\n\r\n')
      plain.resume()
      await once(plain, 'close')
      expect((await ask(opened, { ':path': GET })).status).toBe(200)
    },
  )

  test('clients that leave before their answer do not disturb others', async () => {
    const lab = new Lab()
    const listener = await lab.openHttps({}, credentials())
    for (const leave of ['stream', 'session'] as const) {
      const opened = session(listener)
      const stream = opened.request(POST)
      stream.on('error', () => undefined)
      stream.end(encodeQuery({ name: `wait-${leave}.test`, type: 'A' }))
      await lab.seen(lab.begun.length + 1)
      if (leave === 'stream') stream.close()
      else opened.destroy()
      lab.release(`wait-${leave}`)
    }
    expect((await ask(session(listener), { ':path': GET })).status).toBe(200)
  })

  test('an idle connection is closed, and so is one with an unfinished request', async () => {
    const listener = await new Lab().openHttps({ idleMs: 200, messageMs: 200 }, credentials())
    for (const [protocol, text] of [
      ['h2', ''],
      ['http/1.1', ''],
      ['http/1.1', 'GET / HTTP/1.1\r\n'],
    ] as const) {
      const socket = await openTls(listener, protocol)
      socket.write(text)
      socket.resume()
      await once(socket, 'close')
    }
    const opened = session(listener)
    const stream = opened.request(POST, { endStream: false })
    stream.write(QUERY)
    const [received] = (await once(stream, 'response')) as [Record<string, unknown>]
    expect(received[':status']).toBe(408)
  })

  test('a connection over the limit closes the one that has been idle longest', async () => {
    const listener = await new Lab().openHttps({ connections: 2 }, credentials())
    const [first, second] = [session(listener), session(listener)]
    await ask(second, { ':path': GET })
    await ask(first, { ':path': GET })
    const third = session(listener)
    expect((await ask(third, { ':path': GET })).status).toBe(200)
    if (!second.destroyed) await once(second, 'close')
    expect((await ask(first, { ':path': GET })).status).toBe(200)
  })

  test.each<[ClientAuth, boolean]>([
    ['request', true],
    ['require', false],
    ['verify_if_given', true],
    ['require_and_verify', false],
  ])('a client without a certificate, where client_auth is %s', async (clientAuth, isAdmitted) => {
    const listener = await new Lab().openHttps({}, credentials(clientAuth))
    const status = await ask(session(listener), { ':path': GET }).then(
      (reply) => reply.status,
      () => 0,
    )
    expect(status === 200).toBe(isAdmitted)
    const overHttp1 = await askHttp1(listener, GET).then(
      (reply) => reply.status,
      () => 0,
    )
    expect(overHttp1 === 200).toBe(isAdmitted)
  })

  test('closing waits for pending answers, and closes other connections at once', async () => {
    const lab = new Lab()
    const listener = await lab.openHttps({}, credentials())
    const [busy, idle] = [session(listener), session(listener)]
    await ask(idle, { ':path': GET })
    const waiting = ask(busy, POST, encodeQuery({ name: 'wait-1.test', type: 'A', id: 1 }))
    const alive = await openTls(listener, 'http/1.1')
    alive.write(`GET ${GET} HTTP/1.1\r\nHost: x\r\n\r\n`)
    await once(alive, 'data')
    await openTls(listener, 'http/1.1')
    const inside = await openTls(listener, 'http/1.1')
    inside.write('GET /dns')
    await lab.seen(3)
    const closed = listener.close(5000)
    lab.release('wait-1')
    expect((await waiting).status).toBe(200)
    await endsWithin(2000, closed)
  })
})

/** Over HTTP/2. */
async function ask(
  opened: ClientHttp2Session,
  headers: OutgoingHttpHeaders,
  body: Buffer | null = null,
): Promise<Response> {
  const stream = opened.request(headers, { endStream: body === null })
  if (body !== null) stream.end(body)
  const closed = once(stream, 'close').then(() => Promise.reject(new Error('closed without a response')))
  const [received] = (await Promise.race([once(stream, 'response'), closed])) as [Record<string, unknown>]
  closed.catch(() => undefined)
  return { status: Number(received[':status']), headers: received, body: await drained(stream) }
}

async function drained(stream: NodeJS.ReadableStream): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks)
}
