/** How the HTTP/2 session to an upstream over HTTPS ends. */
import { readFileSync } from 'node:fs'
import { createSecureServer, type Http2ServerResponse, type ServerHttp2Session } from 'node:http2'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import type { UpstreamOutcome } from '../../src/client/datagram-exchange.ts'
import { HttpsPool } from '../../src/client/https-pool.ts'
import { SecureDialer } from '../../src/client/secure-stream.ts'
import { encodeUpstreamQuery } from '../../src/client/upstream-query.ts'
import { TYPE } from '../../src/wire/constants.ts'
import { address } from '../directives/upstream/misbehaving.ts'
import { Authority } from '../support/certificates.ts'
import { needs } from '../support/needs.ts'
import { key } from './loopback-server.ts'

const QUERY = encodeUpstreamQuery({ name: key('slow'), type: TYPE.A, flags: 0, dnssecOk: false }, false)

describe('a pool that is closed', needs('openssl'), () => {
  test('delivers the answers in flight on their session, and keeps no session', async () => {
    const { pool, waiting, sessions } = await pooled()
    const outcomes: UpstreamOutcome[] = []
    pool.ask(QUERY, { timeoutMs: 5000, source: null }, (outcome) => void outcomes.push(outcome))
    const response = await until(() => waiting[0])
    pool.close()
    respond(response)
    expect(await until(() => outcomes[0])).toMatchObject({ kind: 'answer' })
    await until(() => sessions[0]?.destroyed)
    expect(sessions).toHaveLength(1)
  })

  test('retries if its session is lost, and keeps no session afterwards', async () => {
    const { pool, waiting, sessions } = await pooled()
    const outcomes: UpstreamOutcome[] = []
    const ask = () =>
      pool.ask(QUERY, { timeoutMs: 5000, source: null }, (outcome) => void outcomes.push(outcome))
    ask()
    respond(await until(() => waiting[0]))
    await until(() => outcomes[0])
    ask()
    await until(() => waiting[1])
    pool.close()
    sessions[0]?.destroy()
    respond(await until(() => waiting[2]))
    expect(await until(() => outcomes[1])).toMatchObject({ kind: 'answer' })
    await until(() => sessions[1]?.destroyed)
  })
})

/** A pool before an upstream that answers when the test releases it. */
async function pooled() {
  const authority = new Authority()
  const { cert, key: own } = authority.issue('IP:127.0.0.1')
  const waiting: Http2ServerResponse[] = []
  const sessions: ServerHttp2Session[] = []
  const server = createSecureServer(
    { cert: readFileSync(cert), key: readFileSync(own) },
    (request, response) => {
      request.resume()
      waiting.push(response)
    },
  )
  server.on('session', (session) => void sessions.push(session))
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const bound = server.address()
  const port = typeof bound === 'object' && bound !== null ? bound.port : 0
  const tls = { serverName: null, ca: authority.text, cert: null, key: null }
  const dialer = new SecureDialer({ address: '127.0.0.1', port }, tls, 'h2', () => undefined)
  const target = {
    authority: `127.0.0.1:${port}`,
    path: '/dns-query',
    method: 'POST',
    idleMs: 60_000,
  } as const
  const pool = new HttpsPool(target, dialer)
  onTestFinished(() => {
    pool.close()
    for (const session of sessions) session.destroy()
    server.close()
    authority.dispose()
  })
  return { pool, waiting, sessions }
}

function respond(response: Http2ServerResponse): void {
  const query = Buffer.from(QUERY)
  query.writeUInt16BE(0, 0)
  response.writeHead(200, { 'content-type': 'application/dns-message' })
  response.end(address(query))
}

async function until<Value>(find: () => Value): Promise<NonNullable<Value>> {
  return vi.waitUntil(find, { timeout: 4000, interval: 1 }) as Promise<NonNullable<Value>>
}
