/**
 * TCP (RFC 7766): pipelined queries, each answered as soon as its answer is there; bounded in connections, queries in
 * flight, idle time and unread replies. The same behind a TLS handshake (RFC 7858). The only import of node:net.
 */
import { createServer, type Server, type Socket } from 'node:net'
import { Query, type SocketAddress } from '../chain/query.ts'
import type { Answer } from '../wire/answer.ts'
import { frameMessage, MessageFramer } from '../wire/framing.ts'
import { ReplyWriter } from '../wire/reply.ts'
import { at, bindServer, boundAddress, closeServer } from './bound-server.ts'
import { Connections } from './connections.ts'
import { CLOSED_MS, untilRead, within } from './drain.ts'
import { LongReplies } from './long-replies.ts'
import type { Responder } from './respond.ts'
import { TCP_LIMITS, type TcpLimits } from './tcp-limits.ts'
import { createDotServer, type Credentials, TlsGate } from './tls.ts'

/** Replies that a client has not read yet, before its queries are no longer read. */
const UNSENT_OCTETS = 256 * 1024

export class TcpListener {
  readonly #server: Server
  /** `null`: nothing is encrypted. */
  readonly #gate: TlsGate | null
  readonly #responder: Responder
  /** For connections that come; those that are there keep theirs. */
  limits: TcpLimits
  readonly #connections = new Connections<Connection>()
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
    const connection = new Connection(socket, this.#responder, this.#writer, this.limits, {
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

interface ConnectionEvents {
  readonly active: () => void
  readonly closed: () => void
}

class Connection {
  readonly #socket: Socket
  readonly #responder: Responder
  readonly #limits: TcpLimits
  readonly #events: ConnectionEvents
  readonly #framer = new MessageFramer()
  readonly #writer: ReplyWriter
  readonly #client: SocketAddress
  readonly #server: SocketAddress
  readonly #secure: Query['secure']
  /** Messages read but not begun, since too many are in flight. */
  #waiting: Buffer[] = []
  #inFlight = 0
  readonly #longReplies = new LongReplies({
    isReady: () => !this.#socket.destroyed && this.#socket.writableLength <= UNSENT_OCTETS,
    send: (query, message) => {
      this.#events.active()
      this.#write(this.#responder.writeMessage(query, message, this.#writer))
    },
    done: () => {
      this.#inFlight--
      this.#proceed()
    },
    failed: (query, problem) => {
      this.#break(query, problem)
    },
  })
  /** All that were begun. */
  #queries = 0
  #hasEnded = false
  #messageTimer: NodeJS.Timeout | null = null

  constructor(
    socket: Socket,
    responder: Responder,
    writer: ReplyWriter,
    limits: TcpLimits,
    events: ConnectionEvents,
  ) {
    this.#socket = socket
    this.#responder = responder
    this.#writer = writer
    this.#limits = limits
    this.#events = events
    this.#client = { address: socket.remoteAddress ?? '', port: socket.remotePort ?? 0 }
    this.#server = { address: socket.localAddress ?? '', port: socket.localPort ?? 0 }
    this.#secure = 'encrypted' in socket ? 'tls' : null
    socket.setTimeout(limits.idleMs)
    socket.on('timeout', () => {
      this.destroy()
    })
    socket.on('error', () => {
      this.destroy()
    })
    socket.on('close', () => {
      this.#stopMessageTimer()
      events.closed()
    })
    socket.on('data', (chunk) => {
      this.#receive(chunk)
    })
    socket.on('end', () => {
      this.drain()
    })
    socket.on('drain', () => {
      this.#longReplies.proceed()
      this.#proceed()
    })
  }

  destroy(): void {
    this.#socket.destroy()
  }

  /** No more queries than have been sent by now: the answers that are due, then the end. What comes behind is not read. */
  drain(): void {
    if (this.#socket.isPaused()) {
      // So much is in flight that the rest waits in the kernel.
      this.#socket.once('resume', () => {
        void untilRead(() => this.#queries).then(() => {
          this.drain()
        })
      })
      return
    }
    this.#hasEnded = true
    this.#endIfDone()
  }

  #receive(chunk: Buffer): void {
    if (this.#hasEnded) return
    this.#events.active()
    const messages = this.#framer.push(chunk)
    for (const message of messages) this.#waiting.push(message)
    if (messages.length > 0) this.#stopMessageTimer()
    this.#proceed()
  }

  /**
   * The clock of a message runs from its first octet, and octets that trickle in do not stop it; but it stands still while
   * it is we who do not read.
   */
  #watchMessage(): void {
    if (!this.#framer.isInsideMessage || this.#socket.isPaused()) {
      this.#stopMessageTimer()
      return
    }
    this.#messageTimer ??= setTimeout(() => {
      this.destroy()
    }, this.#limits.messageMs)
  }

  #stopMessageTimer(): void {
    if (this.#messageTimer === null) return
    clearTimeout(this.#messageTimer)
    this.#messageTimer = null
  }

  /** Whether it has brought all the queries that it may; what follows them is not answered. */
  get #isSpent(): boolean {
    return this.#queries >= this.#limits.queries
  }

  /** Answers what waits, as far as the limits allow; reads on only when nothing waits. */
  #proceed(): void {
    let begun = 0
    this.#socket.cork()
    for (const message of this.#waiting) {
      if (this.#inFlight >= this.#limits.queriesInFlight || this.#socket.writableLength > UNSENT_OCTETS) break
      begun++
      this.#queries++
      this.#answer(message)
      if (this.#isSpent) break
    }
    this.#socket.uncork()
    this.#waiting = this.#isSpent || begun === this.#waiting.length ? [] : this.#waiting.slice(begun)
    if (this.#isSpent) this.#hasEnded = true
    if (this.#waiting.length > 0) this.#socket.pause()
    else this.#socket.resume()
    this.#watchMessage()
    this.#endIfDone()
  }

  #answer(packet: Buffer): void {
    const query = new Query()
    query.transport = 'tcp'
    query.server = this.#server
    query.secure = this.#secure
    const result = this.#responder.respond(query, packet, this.#client, this.#writer)
    if (typeof result === 'number') {
      this.#send(result, query)
      return
    }
    this.#inFlight++
    const finish = (answer: Answer): void => {
      this.#inFlight--
      if (this.#socket.destroyed) return
      this.#events.active()
      this.#send(this.#responder.write(query, answer, this.#writer), query)
      this.#proceed()
    }
    result.then(finish).catch((problem: unknown) => {
      this.#break(query, problem)
    })
  }

  #send(octets: number, query: Query): void {
    if (octets === 0) return
    this.#write(octets)
    if (query.continuation === null) return
    this.#inFlight++
    this.#longReplies.add(query)
  }

  #write(octets: number): void {
    this.#socket.write(frameMessage(this.#writer.octets.subarray(0, octets)))
  }

  /** After a fault of ours in the middle of a reply, which cannot be taken back. */
  #break(query: Query, problem: unknown): void {
    this.#responder.fault(query, problem, 'a closed connection')
    this.destroy()
  }

  #endIfDone(): void {
    if (this.#hasEnded && this.#inFlight === 0 && this.#waiting.length === 0) this.#socket.end()
  }
}
