/**
 * One client connection over TCP or TLS: pipelined queries, each answered as soon as its answer is ready (RFC
 * 7766 §6.2.1.1). Queries in flight, idle time, the time of a message and unread replies are limited.
 */
import type { Socket } from 'node:net'
import { Query, type SocketAddress } from '../chain/query.ts'
import type { Answer } from '../wire/answer.ts'
import { frameMessage, MessageFramer } from '../wire/framing.ts'
import type { ReplyWriter } from '../wire/reply.ts'
import { untilRead } from './drain.ts'
import { LongReplies } from './long-replies.ts'
import type { Responder } from './respond.ts'
import type { TcpLimits } from './tcp-limits.ts'

/** While a client has more octets of replies to read than this, its queries are not read. */
const UNSENT_OCTETS = 256 * 1024

export interface ConnectionEvents {
  readonly active: () => void
  readonly closed: () => void
}

export class TcpConnection {
  readonly #socket: Socket
  readonly #responder: Responder
  readonly #limits: TcpLimits
  readonly #events: ConnectionEvents
  readonly #framer = new MessageFramer()
  readonly #writer: ReplyWriter
  readonly #client: SocketAddress
  readonly #server: SocketAddress
  readonly #secure: Query['secure']
  /** Messages that were read, but wait because too many queries are in flight. */
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
  /** Count of the queries so far. */
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

  /** Answers the queries that have been sent by now, then ends the connection. Later octets are ignored. */
  drain(): void {
    if (this.#socket.isPaused()) {
      // The limit of queries in flight has stopped reading; the rest is in the kernel.
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

  /** Answers waiting messages as far as the limits allow; resumes reading only when no message waits. */
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

  /** Closes the connection after a fault in the middle of a reply, whose first messages have been sent. */
  #break(query: Query, problem: unknown): void {
    this.#responder.fault(query, problem, 'a closed connection')
    this.destroy()
  }

  #endIfDone(): void {
    if (this.#hasEnded && this.#inFlight === 0 && this.#waiting.length === 0) this.#socket.end()
  }
}
