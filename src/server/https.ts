/**
 * DNS over HTTPS (RFC 8484): one path, GET and POST, over HTTP/2 and HTTP/1.1. Connections, streams, octets
 * and time are limited. With `https-request.ts` and `held-request.ts` the only import of node:http2 in
 * `server/`.
 */
import {
  createSecureServer,
  type Http2SecureServer,
  type Http2ServerRequest,
  type Http2ServerResponse,
  type Settings,
} from 'node:http2'
import { Query, type SocketAddress } from '../chain/query.ts'
import { HEADER_OCTETS } from '../wire/constants.ts'
import { RelayedAnswer } from '../wire/relayed-answer.ts'
import { ReplyWriter } from '../wire/reply.ts'
import { at, bindServer, boundAddress, closeServer } from './bound-server.ts'
import { type Closable, Connections } from './connections.ts'
import { CLOSED_MS, untilRead, within } from './drain.ts'
import { HeldRequest } from './held-request.ts'
import { installGracefulClose } from './http2-shutdown.ts'
import { MESSAGE_TYPE, readMessage, type Refusal } from './https-request.ts'
import { OctetBudget } from './octet-budget.ts'
import type { Responder } from './respond.ts'
import { TCP_LIMITS, type TcpLimits } from './tcp-limits.ts'
import { RequestShares } from './request-shares.ts'
import { type Credentials, TlsGate, tlsOptions } from './tls.ts'

type SharedLimits = 'connections' | 'queriesInFlight' | 'idleMs' | 'messageMs' | 'heldOctets'

export interface HttpsLimits extends Pick<TcpLimits, SharedLimits> {
  /** In progress on all connections together; `queriesInFlight` is the most on one. */
  readonly requests: number
}

/** The default of CoreDNS. */
export const MAX_HTTPS_CONNECTIONS = 200
/** Node.js's limit for HTTP/1.1. It allows a message of 8 KiB in a GET; a larger message needs a POST. */
const MAX_HEADER_OCTETS = 16_384

/** Reading them takes a tenth of a second. */
export const MAX_HTTPS_REQUESTS = 1600
/** Room for these requests, with bodies or responses of 12 KiB. */
export const HELD_HTTPS_OCTETS = 32 * 1024 * 1024

/** A DNS message, or a refusal. */
type Reply = { readonly status: 200; readonly message: Buffer } | Refusal

/** An HTTP/2 session, or the socket of an HTTP/1.1 client. */
interface Connection extends Closable {
  /** Of a session: stops reading requests, sends the pending answers, then closes. */
  close?(): void
  /** Of a socket: closes when its octets are sent. */
  destroySoon?(): void
  /** Tells the client a new limit of its streams. */
  settings?(settings: Settings): void
  once(event: 'close', listener: () => void): unknown
}

export class HttpsListener {
  readonly #server: Http2SecureServer
  readonly #gate: TlsGate
  readonly #responder: Responder
  readonly #connections = new Connections<Connection>()
  /** The requests in progress on each open connection. */
  readonly #requests = new Map<unknown, Set<HeldRequest>>()
  readonly #budget: OctetBudget
  readonly #shares: RequestShares
  /** Shared by all requests: each reply is copied before the next one is written. */
  readonly #writer = new ReplyWriter()
  #limits: HttpsLimits
  /** Count of the connections and requests so far. */
  #arrivals = 0
  #isClosing = false

  private constructor(responder: Responder, limits: HttpsLimits, credentials: Credentials) {
    this.#responder = responder
    this.#limits = limits
    this.#budget = new OctetBudget(limits.heldOctets)
    this.#shares = new RequestShares(limits.requests, limits.queriesInFlight)
    this.#server = createSecureServer({
      ...tlsOptions(credentials),
      allowHTTP1: true,
      settings: this.#settings,
    })
    // Without a listener for `checkContinue` Node.js itself sends 100 Continue, and throws if the client has
    // left.
    for (const event of ['request', 'checkContinue'] as const) {
      this.#server.on(event, (request: Http2ServerRequest, response: Http2ServerResponse) => {
        // Node.js throws if the client has left; the responder never throws.
        this.#serve(request, response, event === 'checkContinue').catch(() => {
          response.destroy()
        })
      })
    }
    const handshakes = Math.min(limits.connections, TCP_LIMITS.connections)
    this.#gate = new TlsGate(this.#server, credentials, handshakes, limits.messageMs)
    this.#server.on('session', (session) => {
      installGracefulClose(session)
      this.#follow(session)
    })
    this.#server.on('secureConnection', (socket) => {
      if (socket.alpnProtocol !== 'h2') this.#follow(socket)
    })
    this.limits = limits
  }

  /** Binds and starts answering. Rejects with the system's error if the server cannot bind. */
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

  /** Applies to new connections; open ones keep their limits, except for the one of all together. */
  set limits(limits: HttpsLimits) {
    this.#limits = limits
    this.#budget.maximum = limits.heldOctets
    // Closes idle connections of both versions of HTTP.
    this.#server.setTimeout(limits.idleMs)
    // Limits of HTTP/1.1. An `Http2SecureServer` has no options for them.
    Object.assign(this.#server, {
      headersTimeout: limits.messageMs,
      requestTimeout: limits.messageMs,
      keepAliveTimeout: limits.idleMs,
      connectionsCheckingInterval: 1000,
    })
  }

  /** Applies to new connections. */
  useCredentials(credentials: Credentials): void {
    this.#gate.use(credentials)
  }

  /**
   * Reads the requests that have arrived, stops accepting connections, and closes each connection after its
   * pending answers. Destroys the rest after `graceMs`.
   */
  async close(graceMs = 0): Promise<void> {
    const timer = setTimeout(() => {
      this.#connections.destroyAll()
    }, graceMs)
    await untilRead(() => this.#arrivals, graceMs)
    this.#isClosing = true
    const closed = closeServer(this.#server)
    this.#gate.close()
    for (const one of this.#connections.all) {
      one.close?.()
      // A response to HTTP/1.1 closes its connection.
      if (this.#requests.get(one)?.size === 0) one.destroySoon?.()
    }
    await within(graceMs + CLOSED_MS, closed)
    clearTimeout(timer)
  }

  #follow(connection: Connection): void {
    this.#arrivals++
    this.#connections.add(connection, this.#limits.connections)
    const requests = new Set<HeldRequest>()
    this.#requests.set(connection, requests)
    connection.once('close', () => {
      this.#connections.delete(connection)
      this.#requests.delete(connection)
      for (const request of requests) request.release()
      this.#share()
    })
    this.#share()
  }

  get #settings(): Settings {
    return { maxConcurrentStreams: this.#shares.each, maxHeaderListSize: MAX_HEADER_OCTETS }
  }

  /** Tells all sessions of HTTP/2 their share of the requests, if it has changed. */
  #share(): void {
    if (!this.#shares.update(this.#requests.size)) return
    this.#server.updateSettings(this.#settings)
    for (const connection of this.#connections.all) {
      try {
        connection.settings?.(this.#settings)
      } catch {
        // The client is about to leave, or has not acknowledged the last ten settings.
        connection.destroy()
      }
    }
  }

  /** `isExpectant`: the client waits for 100 Continue before it sends the body (RFC 9110 §10.1.1). */
  async #serve(
    request: Http2ServerRequest,
    response: Http2ServerResponse,
    isExpectant: boolean,
  ): Promise<void> {
    // A client may leave at any time.
    request.on('error', ignore)
    response.on('error', ignore)
    this.#arrivals++
    const { socket } = request
    const isHttp1 = request.httpVersionMajor === 1
    const connection = isHttp1 ? socket : request.stream.session
    const requests = this.#requests.get(connection)
    if (connection === undefined || requests === undefined) {
      response.destroy()
      return
    }
    // A session of HTTP/2 limits its streams itself, a client of HTTP/1.1 may send requests without end.
    if (isHttp1 && requests.size >= this.#shares.each) {
      socket.destroy()
      return
    }
    this.#connections.touch(connection)
    const held = new HeldRequest(request, this.#budget)
    requests.add(held)
    response.once('close', () => {
      requests.delete(held)
      held.release()
    })
    if (isExpectant) response.writeContinue()
    const client = { address: socket.remoteAddress ?? '', port: socket.remotePort ?? 0 }
    const server = { address: socket.localAddress ?? '', port: socket.localPort ?? 0 }
    const message = await readMessage(request, this.#limits.messageMs, (octets) => {
      held.hold(octets)
    })
    // The rest of a body is not read over HTTP/1.1, where the connection ends; it is dropped over HTTP/2.
    const isMessage = Buffer.isBuffer(message)
    if (!isMessage && isHttp1) request.pause()
    else if (!isMessage) request.resume()
    const reply = isMessage ? await this.#answer(message, client, server) : message
    held.hold('message' in reply ? reply.message.length : 0)
    this.#send(request, response, reply)
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
      // RFC 8484 §4.2.1: a response carries one message, so the client would lose the rest of a zone
      // transfer.
      if (query.continuation !== null && query.continuation.next().done !== true) return NO_TRANSFER
    } catch (problem) {
      octets = this.#responder.writeFailure(query, problem, this.#writer)
    }
    // HTTP requires a response, even to a message that DNS leaves unanswered.
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
      // The server does not read the body of a refused request, so the connection cannot be reused.
      ...(endsConnection && { connection: 'close' }),
    })
    if (!isAnswer) response.once('finish', () => response.destroy())
    response.end(body)
  }
}

const NO_TRANSFER: Refusal = { status: 501, text: 'zones of this size are transferred over TCP and TLS' }

function ignore(): void {
  // `readMessage` reports a request that breaks off.
}

/**
 * RFC 8484 §5.1: the freshness lifetime in seconds is the smallest TTL of the answers, or the negative TTL if
 * there are none.
 */
function freshness(message: Buffer): number {
  const answer = RelayedAnswer.read(message)
  if (typeof answer === 'string') return 0
  return (answer.answerCount > 0 ? answer.leastTtl : answer.denialTtl) ?? 0
}
