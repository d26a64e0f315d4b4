/**
 * One client connection over TCP or TLS: pipelined queries, each answered as soon as its answer is ready (RFC
 * 7766 §6.2.1.1). Queries in flight, idle time, the time of a message and unread replies are limited, and
 * connections take turns.
 */
import type { Socket } from 'node:net'
import { Query, type SocketAddress } from '../chain/query.ts'
import type { Answer } from '../wire/answer.ts'
import { frameMessage, MessageFramer } from '../wire/framing.ts'
import type { ReplyWriter } from '../wire/reply.ts'
import { untilRead } from './drain.ts'
import { LongReplies } from './long-replies.ts'
import type { OctetBudget } from './octet-budget.ts'
import type { Responder } from './respond.ts'
import type { TcpLimits } from './tcp-limits.ts'
import type { Turns, Worker } from './turns.ts'

/** While a client has more octets of replies to read than this, its queries are not read. */
export const UNSENT_OCTETS = 64 * 1024
/** What Node.js reads at a time, also once after a socket is paused. */
export const READ_OCTETS = 64 * 1024
/** The memory of a query that waits for its answer, besides its octets. */
export const QUERY_OCTETS = 2048
/** After the last reply: the client may still be reading. */
const LINGER_MS = 1000
/** Queries that are answered before the next connection has its turn. */
const QUERIES_A_TURN = 16

/** What the connections of a listener have in common. */
export interface ConnectionContext {
  readonly responder: Responder
  /** Each reply is copied into its frame before the next one is written. */
  readonly writer: ReplyWriter
  readonly budget: OctetBudget
  readonly turns: Turns
}

export interface ConnectionEvents {
  readonly active: () => void
  readonly closed: () => void
}

export class TcpConnection implements Worker {
  readonly #socket: Socket
  readonly #context: ConnectionContext
  readonly #limits: TcpLimits
  readonly #events: ConnectionEvents
  readonly #framer = new MessageFramer()
  readonly #client: SocketAddress
  readonly #server: SocketAddress
  readonly #secure: Query['secure']
  /** Queries without an answer. */
  #inFlight = 0
  /** Octets of the queries in flight. */
  #inFlightOctets = 0
  /** Writes whose end has not been reported. */
  #unsent = 0
  readonly #longReplies = new LongReplies({
    isReady: () => !this.#socket.destroyed && this.#socket.writableLength <= UNSENT_OCTETS,
    send: (query, message) => {
      this.#events.active()
      this.#context.budget.progressed(this)
      const { responder, writer } = this.#context
      this.#write([this.#frame(responder.writeMessage(query, message, writer))])
      this.#account()
    },
    done: () => {
      this.#inFlight--
      this.#proceed()
    },
    failed: (query, problem) => {
      this.#break(query, problem)
    },
  })
  /** Count of the queries so far. */
  #queries = 0
  #hasEnded = false
  /** Whether all messages that have been read are answered, or being answered. */
  #isExhausted = true
  #messageTimer: NodeJS.Timeout | null = null

  constructor(socket: Socket, context: ConnectionContext, limits: TcpLimits, events: ConnectionEvents) {
    this.#socket = socket
    this.#context = context
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
      context.turns.leave(this)
      context.budget.hold(this, 0)
      events.closed()
    })
    socket.on('data', (chunk) => {
      this.#receive(chunk)
    })
    socket.on('end', () => {
      this.drain()
    })
  }

  destroy(): void {
    this.#socket.destroy()
  }

  /** Answers the queries that have been sent by now, then ends the connection. Later octets are ignored. */
  drain(): void {
    if (this.#socket.isPaused()) {
      // Messages wait, and the rest is in the kernel.
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
    this.#framer.feed(chunk)
    this.#isExhausted = false
    this.#proceed()
  }

  #proceed(): void {
    if (this.#socket.destroyed) return
    if (!this.#context.turns.run(this)) this.#settle()
  }

  /**
   * The timer of a message starts with its first octet, and further octets do not restart it. It stops while
   * the server itself pauses reading.
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

  /** Whether the connection has had all the queries that it may; later ones are not answered. */
  get #isSpent(): boolean {
    return this.#queries >= this.#limits.queries
  }

  /** Whether queries wait until an earlier one is answered, or a reply is read. */
  get #isBlocked(): boolean {
    return this.#pending >= this.#limits.queriesInFlight || this.#socket.writableLength > UNSENT_OCTETS
  }

  /** Queries without an answer, and writes that wait for the client to read. */
  get #pending(): number {
    return this.#inFlight + (this.#socket.writableLength === 0 ? 0 : this.#unsent)
  }

  /** Answers waiting messages, as many as the limits and the turn allow. */
  work(isTimeUp: () => boolean): boolean {
    if (this.#socket.destroyed) return false
    const replies: Buffer[] = []
    let octets = 0
    let begun = 0
    let isDue = false
    while (!this.#isSpent && !this.#isBlocked && octets <= UNSENT_OCTETS) {
      isDue = begun > 0 && (begun >= QUERIES_A_TURN || isTimeUp())
      if (isDue) break
      const message = this.#framer.next()
      this.#isExhausted = message === null
      if (message === null) break
      // The timer is that of the first message that is not complete.
      this.#stopMessageTimer()
      begun++
      this.#queries++
      const reply = this.#answer(message)
      if (reply === null) continue
      replies.push(reply)
      octets += reply.length
    }
    this.#write(replies)
    if (this.#isSpent) {
      this.#hasEnded = true
      this.#isExhausted = true
    }
    if (begun > 0) this.#context.budget.progressed(this)
    this.#settle()
    return isDue || (octets > UNSENT_OCTETS && !this.#isBlocked)
  }

  /** Reads on only when no message waits. */
  #settle(): void {
    if (this.#isExhausted) this.#socket.resume()
    else this.#socket.pause()
    this.#watchMessage()
    this.#account()
    this.#endIfDone()
  }

  #account(): void {
    if (this.#socket.destroyed) return
    const unread = this.#isExhausted ? 0 : READ_OCTETS
    const pending = this.#pending * QUERY_OCTETS + this.#inFlightOctets
    const octets = this.#framer.heldOctets + unread + pending + this.#socket.writableLength
    this.#context.budget.hold(this, octets)
  }

  /** The framed reply; `null`: it is not ready, or there is no reply to this message. */
  #answer(packet: Buffer): Buffer | null {
    const { responder, writer } = this.#context
    const query = new Query()
    query.transport = 'tcp'
    query.server = this.#server
    query.secure = this.#secure
    const result = responder.respond(query, packet, this.#client, writer)
    if (typeof result === 'number') return this.#reply(result, query)
    this.#inFlight++
    this.#inFlightOctets += packet.length
    const finish = (answer: Answer): void => {
      this.#inFlight--
      this.#inFlightOctets -= packet.length
      if (this.#socket.destroyed) return
      this.#events.active()
      const reply = this.#reply(responder.write(query, answer, writer), query)
      if (reply !== null) this.#write([reply])
      this.#proceed()
    }
    result.then(finish).catch((problem: unknown) => {
      this.#break(query, problem)
    })
    return null
  }

  #reply(octets: number, query: Query): Buffer | null {
    if (octets === 0) return null
    const reply = this.#frame(octets)
    if (query.continuation === null) return reply
    this.#inFlight++
    this.#longReplies.add(query)
    return reply
  }

  #frame(octets: number): Buffer {
    return frameMessage(this.#context.writer.octets.subarray(0, octets))
  }

  #write(replies: readonly Buffer[]): void {
    const [first] = replies
    if (first === undefined) return
    this.#unsent++
    this.#socket.write(replies.length === 1 ? first : Buffer.concat(replies), this.#sent)
  }

  /** The kernel has taken a write. */
  readonly #sent = (): void => {
    this.#unsent--
    if (this.#socket.destroyed) return
    this.#longReplies.proceed()
    this.#proceed()
  }

  /** Closes the connection after a fault in the middle of a reply, whose first messages have been sent. */
  #break(query: Query, problem: unknown): void {
    this.#context.responder.fault(query, problem, 'a closed connection')
    this.destroy()
  }

  /** A client that does not close its side as well does not hold the connection, or a stop, for long. */
  #endIfDone(): void {
    if (!this.#hasEnded || this.#inFlight > 0 || !this.#isExhausted) return
    this.#socket.end(() => this.#socket.setTimeout(Math.min(this.#limits.idleMs, LINGER_MS)))
  }
}
