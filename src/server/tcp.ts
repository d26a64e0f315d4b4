/**
 * The listener of DNS over TCP (RFC 7766) and over TLS (RFC 7858). The number of connections is limited. With
 * `tcp-connection.ts` the only import of node:net in `server/`.
 */
import { createServer, type Server, type Socket } from 'node:net'
import type { SocketAddress } from '../chain/query.ts'
import { ReplyWriter } from '../wire/reply.ts'
import { at, bindServer, boundAddress, closeServer } from './bound-server.ts'
import { Connections } from './connections.ts'
import { CLOSED_MS, untilRead, within } from './drain.ts'
import { OctetBudget } from './octet-budget.ts'
import type { Responder } from './respond.ts'
import { type ConnectionContext, TcpConnection } from './tcp-connection.ts'
import { TCP_LIMITS, type TcpLimits } from './tcp-limits.ts'
import { createDotServer, type Credentials, TlsGate } from './tls.ts'
import { Turns } from './turns.ts'

export class TcpListener {
  readonly #server: Server
  /** `null`: connections are not encrypted. */
  readonly #gate: TlsGate | null
  readonly #context: ConnectionContext
  #limits: TcpLimits
  readonly #connections = new Connections<TcpConnection>()
  /** Count of the connections, chunks and replies so far. */
  #arrivals = 0

  private constructor(
    responder: Responder,
    limits: TcpLimits,
    credentials: Credentials | null,
    turns: Turns,
  ) {
    const budget = new OctetBudget(limits.heldOctets)
    this.#context = { responder, writer: new ReplyWriter(), budget, turns }
    this.#limits = limits
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
   * Binds and starts answering, over TLS if there are credentials. Rejects with the system's error if the
   * server cannot bind. Listeners with the same `turns` share the thread.
   */
  static async open(
    address: SocketAddress,
    responder: Responder,
    limits = TCP_LIMITS,
    credentials: Credentials | null = null,
    turns = new Turns(),
  ): Promise<TcpListener> {
    const listener = new TcpListener(responder, limits, credentials, turns)
    await bindServer(listener.#server, at(address))
    return listener
  }

  get address(): SocketAddress {
    return boundAddress(this.#server)
  }

  /** Applies to new connections; open ones keep their limits, except for the one of all together. */
  set limits(limits: TcpLimits) {
    this.#limits = limits
    this.#context.budget.maximum = limits.heldOctets
  }

  /** Applies to new connections; without effect on a listener that was opened without credentials. */
  useCredentials(credentials: Credentials): void {
    this.#gate?.use(credentials)
  }

  /**
   * Reads the queries that have arrived, stops accepting connections, and closes each connection after its
   * pending answers. Destroys the rest after `graceMs`.
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
    const connection = new TcpConnection(socket, this.#context, this.#limits, {
      active: () => {
        this.#arrivals++
        this.#connections.touch(connection)
      },
      closed: () => {
        this.#connections.delete(connection)
      },
    })
    this.#connections.add(connection, this.#limits.connections)
  }
}
