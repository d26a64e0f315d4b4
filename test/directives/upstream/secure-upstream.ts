/**
 * Upstreams over TLS and HTTPS with a behaviour of the test; they record the connections of their clients.
 */
import { readFileSync } from 'node:fs'
import { createSecureServer, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2'
import { createServer, type Server, type TLSSocket } from 'node:tls'
import { onTestFinished } from 'vitest'
import { frameMessage, MessageFramer } from '../../../src/wire/framing.ts'
import type { Issued } from '../../support/certificates.ts'

export interface SecureUpstream {
  readonly port: number
  readonly queries: Buffer[]
  /** Whether each connection resumed the session of an earlier one. */
  readonly resumed: boolean[]
  /** Closes all connections. */
  hangUp(): void
}

/** `null`: closes the connection. */
export async function tlsUpstream(
  pair: Issued,
  behave: (query: Buffer) => Buffer | null,
): Promise<SecureUpstream> {
  const queries: Buffer[] = []
  const server = createServer({ ...filesOf(pair), ALPNProtocols: ['dot'] }, (socket) => {
    const framer = new MessageFramer()
    socket.on('data', (chunk) => {
      for (const query of framer.push(chunk)) {
        queries.push(query)
        const reply = behave(query)
        if (reply === null) socket.end()
        else socket.write(frameMessage(reply))
      }
    })
  })
  return listening(server, queries)
}

export interface Web {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body: Buffer
}

export interface HttpsUpstream extends SecureUpstream {
  /** Method, authority and path of each request. */
  readonly requests: string[]
}

export async function httpsUpstream(pair: Issued, behave: (query: Buffer) => Web): Promise<HttpsUpstream> {
  const queries: Buffer[] = []
  const requests: string[] = []
  const serve = async (request: Http2ServerRequest, response: Http2ServerResponse): Promise<void> => {
    const [path = '', dns] = request.url.split('?dns=')
    requests.push(`${request.method} ${request.authority} ${path}`)
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(Buffer.from(chunk))
    const query = dns === undefined ? Buffer.concat(chunks) : Buffer.from(dns, 'base64url')
    queries.push(query)
    const { status = 200, headers = {}, body } = behave(query)
    response.on('error', () => undefined)
    response.writeHead(status, { 'content-type': 'application/dns-message', ...headers })
    response.end(body)
  }
  const server = createSecureServer(filesOf(pair), (request, response) => void serve(request, response))
  return { ...(await listening(server, queries)), requests }
}

function filesOf({ cert, key }: Issued) {
  return { cert: readFileSync(cert), key: readFileSync(key) }
}

async function listening(server: Server, queries: Buffer[]): Promise<SecureUpstream> {
  const sockets = new Set<TLSSocket>()
  const resumed: boolean[] = []
  server.on('secureConnection', (socket) => {
    sockets.add(socket)
    resumed.push(socket.isSessionReused())
    socket.on('error', () => undefined)
    socket.once('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const hangUp = (): void => {
    for (const socket of sockets) socket.destroy()
  }
  onTestFinished(() => {
    server.close()
    hangUp()
  })
  const bound = server.address()
  return { port: typeof bound === 'object' && bound !== null ? bound.port : 0, queries, resumed, hangUp }
}
