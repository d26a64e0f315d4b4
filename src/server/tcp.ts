/**
 * TCP (RFC 7766): pipelined queries, each answered as soon as its answer is there; bounded in connections, queries in
 * flight, idle time and unread replies. The same behind a TLS handshake (RFC 7858). The only import of node:net.
 */
import { createServer, type Server, type Socket } from 'node:net'
import type { SocketAddress } from '../chain/query.ts'
import { ReplyWriter } from '../wire/reply.ts'
import { at, bindServer, boundAddress, closeServer } from './bound-server.ts'
import { Connections } from './connections.ts'
import { CLOSED_MS, untilRead, within } from './drain.ts'
import type { Responder } from './respond.ts'
import { TcpConnection } from './tcp-connection.ts'
import { TCP_LIMITS, type TcpLimits } from './tcp-limits.ts'
import { createDotServer, type Credentials, TlsGate } from './tls.ts'

export class TcpListener {
  readonly #server: Server
  /** `null`: nothing is encrypted. */
  readonly #gate: TlsGate | null
  readonly #responder: Responder
  /** For connections that come; those that are there keep theirs. */
  limits: TcpLimits
  readonly #connections = new Connections<TcpConnection>()
  /** One for all connections: a reply is copied into its frame before the next is written. */
  readonly #writer = new ReplyWriter()
  /** Connections and pieces of messages that have come. */
  #arrivals = 0

  private constructor(responder: Responder, limits: TcpLimits, credentials: Credentials | null) {
    this.#responder = responder
    this.limits = limits
    const accept = (socket: Socket): void => {
      this.#accept(socket)
    }
    if (credentials === null) {
      this.#server = createServer({ allowHalfOpen: true, noDelay: true }, accept)
      this.#gate = null
    } else {
      const server = createDotServer(credentials, accept)
      this.#server = server
      this.#gate = new TlsGate(server, credentials, limits.connections, limits.messageMs)
    }
  }

  /**
   * Binds and begins to answer, over TLS where there are credentials. Rejects with the system's error if the address cannot
   * be had.
   */
  static async open(
    address: SocketAddress,
    responder: Responder,
    limits = TCP_LIMITS,
    credentials: Credentials | null = null,
  ): Promise<TcpListener> {
    const listener = new TcpListener(responder, limits, credentials)
    await bindServer(listener.#server, at(address))
    return listener
  }

  get address(): SocketAddress {
    return boundAddress(this.#server)
  }

  /** For connections that come, where there were some from the start. */
  useCredentials(credentials: Credentials): void {
    this.#gate?.use(credentials)
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
    const closed = closeServer(this.#server)
    this.#gate?.close()
    for (const connection of this.#connections.all) connection.drain()
    await within(graceMs + CLOSED_MS, closed)
    clearTimeout(timer)
  }

  #accept(socket: Socket): void {
    this.#arrivals++
    const connection = new TcpConnection(socket, this.#responder, this.#writer, this.limits, {
      active: () => {
        this.#arrivals++
        this.#connections.touch(connection)
      },
      closed: () => {
        this.#connections.delete(connection)
      },
    })
    this.#connections.add(connection, this.limits.connections)
  }
}
