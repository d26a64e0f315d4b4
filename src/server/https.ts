/**
 * DNS over HTTPS (RFC 8484): one path, GET and POST, over HTTP/2 and HTTP/1.1. Bounded in connections, streams, octets and
 * time. The only import of node:http2 on this side.
 */
import {
  createSecureServer,
  type Http2SecureServer,
  type Http2ServerRequest,
  type Http2ServerResponse,
} from 'node:http2'
import { Query, type SocketAddress } from '../chain/query.ts'
import { HEADER_OCTETS, MAX_MESSAGE_OCTETS } from '../wire/constants.ts'
import { RelayedAnswer } from '../wire/relayed-answer.ts'
import { ReplyWriter } from '../wire/reply.ts'
import { at, bindServer, boundAddress, closeServer } from './bound-server.ts'
import { type Closable, Connections } from './connections.ts'
import { CLOSED_MS, untilRead, within } from './drain.ts'
import { closeGently } from './gentle-session.ts'
import type { Responder } from './respond.ts'
import { TCP_LIMITS, type TcpLimits } from './tcp-limits.ts'
import { type Credentials, TlsGate, tlsOptions } from './tls.ts'

export type HttpsLimits = Pick<TcpLimits, 'connections' | 'queriesInFlight' | 'idleMs' | 'messageMs'>

/** CoreDNS's. */
export const MAX_HTTPS_CONNECTIONS = 200
const PATH = '/dns-query'
const MESSAGE_TYPE = 'application/dns-message'
/** As Node.js has it for HTTP/1.1. A message of 8 KiB in a GET; who has a larger one sends it as a body. */
const MAX_HEADER_OCTETS = 16_384

/** What goes back, or a refusal with a reason for people. */
type Reply = { readonly status: 200; readonly message: Buffer } | Refusal

interface Refusal {
  readonly status: number
  readonly text: string
}

/** A session of HTTP/2, or a socket with HTTP/1.1. */
interface Connection extends Closable {
  /** No more requests: the answers that are due, then the end. */
  close?(): void
  once(event: 'close', listener: () => void): unknown
}

export class HttpsListener {
  readonly #server: Http2SecureServer
  readonly #gate: TlsGate
  readonly #responder: Responder
  readonly #connections = new Connections<Connection>()
  /** One for all requests: a reply is copied before the next is written. */
  readonly #writer = new ReplyWriter()
  #limits: HttpsLimits
  /** Connections and requests that have come. */
  #arrivals = 0
  #isClosing = false

  private constructor(responder: Responder, limits: HttpsLimits, credentials: Credentials) {
    this.#responder = responder
    this.#limits = limits
    this.#server = createSecureServer({
      ...tlsOptions(credentials),
      allowHTTP1: true,
      settings: { maxConcurrentStreams: limits.queriesInFlight, maxHeaderListSize: MAX_HEADER_OCTETS },
    })
    // Where nobody listens Node.js says itself that a body may come, and throws if its client has left by then.
    for (const event of ['request', 'checkContinue'] as const) {
      this.#server.on(event, (request: Http2ServerRequest, response: Http2ServerResponse) => {
        // Node.js throws where the client has left in the meantime; the responder throws nothing.
        this.#serve(request, response, event === 'checkContinue').catch(() => {
          response.destroy()
        })
      })
    }
    const handshakes = Math.min(limits.connections, TCP_LIMITS.connections)
    this.#gate = new TlsGate(this.#server, credentials, handshakes, limits.messageMs)
    this.#server.on('session', (session) => {
      closeGently(session)
      this.#follow(session)
    })
    this.#server.on('secureConnection', (socket) => {
      if (socket.alpnProtocol !== 'h2') this.#follow(socket)
    })
    this.limits = limits
  }

  /** Binds and begins to answer. Rejects with the system's error if the address cannot be had. */
  static async open(
    address: SocketAddress,
    responder: Responder,
    limits: HttpsLimits,
    credentials: Credentials,
  ): Promise<HttpsListener> {
    const listener = new HttpsListener(responder, limits, credentials)
    await bindServer(listener.#server, at(address))
    return listener
  }

  get address(): SocketAddress {
    return boundAddress(this.#server)
  }

  /** For connections that come; those that are there keep theirs. */
  set limits(limits: HttpsLimits) {
    this.#limits = limits
    // Whoever is idle for so long is cut off, whichever version it speaks.
    this.#server.setTimeout(limits.idleMs)
    // Of HTTP/1.1; its server has no options for them.
    Object.assign(this.#server, {
      headersTimeout: limits.messageMs,
      requestTimeout: limits.messageMs,
      keepAliveTimeout: limits.idleMs,
      connectionsCheckingInterval: 1000,
    })
  }

  /** For connections that come. */
  useCredentials(credentials: Credentials): void {
    this.#gate.use(credentials)
  }

  /**
   * Reads what has arrived, then takes no new connection, lets those finish that have answers due, and closes them all
   * after `graceMs` at the latest.
   */
  async close(graceMs = 0): Promise<void> {
    const timer = setTimeout(() => {
      this.#connections.destroyAll()
    }, graceMs)
    await untilRead(() => this.#arrivals, graceMs)
    this.#isClosing = true
    const closed = closeServer(this.#server)
    this.#gate.close()
    for (const one of this.#connections.all) one.close?.()
    await within(graceMs + CLOSED_MS, closed)
    clearTimeout(timer)
  }

  #follow(connection: Connection): void {
    this.#arrivals++
    this.#connections.add(connection, this.#limits.connections)
    connection.once('close', () => {
      this.#connections.delete(connection)
    })
  }

  /** `isExpectant`: its body comes once it has been asked for (RFC 9110 §10.1.1). */
  async #serve(
    request: Http2ServerRequest,
    response: Http2ServerResponse,
    isExpectant: boolean,
  ): Promise<void> {
    // Clients may leave at any time.
    request.on('error', ignore)
    response.on('error', ignore)
    this.#arrivals++
    if (isExpectant) response.writeContinue()
    const { socket } = request
    const connection = request.httpVersionMajor === 1 ? socket : request.stream.session
    if (connection !== undefined) this.#connections.touch(connection)
    const client = { address: socket.remoteAddress ?? '', port: socket.remotePort ?? 0 }
    const server = { address: socket.localAddress ?? '', port: socket.localPort ?? 0 }
    const message = await this.#read(request)
    const reply = Buffer.isBuffer(message) ? await this.#answer(message, client, server) : message
    this.#send(request, response, reply)
  }

  /** The DNS message of a request (RFC 8484 §4.1), or what is wrong with it. */
  async #read(request: Http2ServerRequest): Promise<Buffer | Refusal> {
    const { method, headers } = request
    const [path, search = ''] = request.url.split('?')
    if (path !== PATH) return { status: 404, text: `not found; DNS is at ${PATH}` }
    if (method === 'GET') return decodeParameter(new URLSearchParams(search).get('dns'))
    if (method !== 'POST') return { status: 405, text: 'GET and POST only' }
    const [type = ''] = (headers['content-type'] ?? '').split(';')
    if (type.trim().toLowerCase() !== MESSAGE_TYPE) return { status: 415, text: `a body is ${MESSAGE_TYPE}` }
    if (Number(headers['content-length'] ?? 0) > MAX_MESSAGE_OCTETS) return TOO_LARGE
    return readBody(request, this.#limits.messageMs)
  }

  async #answer(message: Buffer, client: SocketAddress, server: SocketAddress): Promise<Reply> {
    if (message.length < HEADER_OCTETS)
      return { status: 400, text: 'shorter than the header of a DNS message' }
    const query = new Query()
    query.transport = 'tcp'
    query.secure = 'https'
    query.server = server
    const result = this.#responder.respond(query, message, client, this.#writer)
    let octets =
      typeof result === 'number' ? result : this.#responder.write(query, await result, this.#writer)
    try {
      // RFC 8484 §4.2.1: a response is one message, and the rest of a zone would be lost.
      if (query.continuation !== null && query.continuation.next().done !== true) return NO_TRANSFER
    } catch (problem) {
      octets = this.#responder.writeFailure(query, problem, this.#writer)
    }
    // Silence would keep the client waiting, who knows already that somebody is here.
    if (octets === 0) return { status: 500, text: 'this message is not answered' }
    return { status: 200, message: Buffer.from(this.#writer.octets.subarray(0, octets)) }
  }

  #send({ httpVersionMajor }: Http2ServerRequest, response: Http2ServerResponse, reply: Reply): void {
    this.#responder.unrouted?.respondedOverHttp(reply.status)
    const isAnswer = 'message' in reply
    const body = isAnswer ? reply.message : Buffer.from(`${reply.text}\n`)
    const endsConnection = httpVersionMajor === 1 && (this.#isClosing || !isAnswer)
    response.writeHead(reply.status, {
      'content-type': isAnswer ? MESSAGE_TYPE : 'text/plain; charset=utf-8',
      'content-length': body.length,
      'cache-control': isAnswer ? `max-age=${freshness(reply.message)}` : 'no-store',
      ...(reply.status === 405 && { allow: 'GET, POST' }),
      // A body that nobody asked for is not read.
      ...(endsConnection && { connection: 'close' }),
    })
    if (!isAnswer) response.once('finish', () => response.destroy())
    response.end(body)
  }
}

const TOO_LARGE: Refusal = { status: 413, text: `a DNS message has at most ${MAX_MESSAGE_OCTETS} octets` }

const NO_TRANSFER: Refusal = { status: 501, text: 'zones of this size are transferred over TCP and TLS' }

function ignore(): void {
  // Whoever waits for the request's end is told of that.
}

/** RFC 8484 §6: base64url, without padding. */
function decodeParameter(text: string | null): Buffer | Refusal {
  if (text === null) return { status: 400, text: "GET takes the message in the parameter 'dns'" }
  if (!/^[\w-]+$/.test(text)) return { status: 400, text: "'dns' is not base64url without padding" }
  return Buffer.from(text, 'base64url')
}

function readBody(request: Http2ServerRequest, timeoutMs: number): Promise<Buffer | Refusal> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    let octets = 0
    const finish = (body: Buffer | Refusal): void => {
      clearTimeout(timer)
      if (!Buffer.isBuffer(body)) request.pause()
      resolve(body)
    }
    const timer = setTimeout(() => {
      finish({ status: 408, text: 'the message took too long' })
    }, timeoutMs)
    request.on('data', (chunk: Buffer) => {
      octets += chunk.length
      if (octets > MAX_MESSAGE_OCTETS) finish(TOO_LARGE)
      else chunks.push(chunk)
    })
    request.once('end', () => {
      finish(Buffer.concat(chunks))
    })
    request.once('close', () => {
      finish({ status: 400, text: 'the message has no end' })
    })
  })
}

/** For how many seconds a cache may keep the reply (RFC 8484 §5.1): the smallest TTL, or that of what is not there. */
function freshness(message: Buffer): number {
  const answer = RelayedAnswer.read(message)
  if (typeof answer === 'string') return 0
  return (answer.answerCount > 0 ? answer.leastTtl : answer.denialTtl) ?? 0
}
