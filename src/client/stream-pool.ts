/**
 * Connections to one upstream over TCP or TLS. They stay open while they are used, with many queries in
 * flight on each (RFC 7766 §6.2.1). A query that fails on a connection opened earlier, as when the upstream
 * has closed it, is retried once on a new connection.
 */
import { frameMessage, MessageFramer } from '../wire/framing.ts'
import { type Cancel, type Done, type ExchangeOptions, MAX_STRAYS, outcomeOf } from './datagram-exchange.ts'
import { codeOf, type openStream } from './exchange.ts'
import { isReplyTo } from './reply-match.ts'

export interface PoolOptions {
  /** How long a connection without queries stays open. */
  readonly idleMs: number
  /** The maximum of such connections; 0: no limit. */
  readonly maxIdle: number
}

/** Opens a connection from a source address; `null`: the system chooses it. */
type Open = (source: string | null) => ReturnType<typeof openStream>

/** Queries on one connection. */
const MAX_IN_FLIGHT = 64
/** Connections to one upstream. */
const MAX_CONNECTIONS = 16

interface Waiter {
  readonly query: Buffer
  readonly done: Done
  readonly timer: NodeJS.Timeout
}

export class StreamPool {
  readonly #open: Open
  readonly #options: PoolOptions
  readonly #connections = new Set<Connection>()
  /** Queries that found an open connection, and queries that opened one. */
  hits = 0
  misses = 0
  #isClosed = false
  /** The number of connections opened so far; also the number of the youngest. */
  #opened = 0

  constructor(open: Open, options: PoolOptions) {
    this.#open = open
    this.#options = options
  }

  ask(query: Buffer, options: ExchangeOptions, done: Done): Cancel {
    const open = this.#find(query, 0)
    if (open === undefined) return this.#askAnew(query, options, done)
    this.hits++
    const youngest = this.#opened
    let cancel: Cancel = open.ask(query, options.timeoutMs, (outcome) => {
      if (outcome.kind !== 'error') {
        done(outcome)
        return
      }
      // Older connections are probably lost too. One that another failed query has opened since is not.
      const fresh = this.#find(query, youngest)
      cancel = fresh?.ask(query, options.timeoutMs, done) ?? this.#askAnew(query, options, done)
    })
    return () => {
      cancel()
    }
  }

  /** A connection with room for the query and a number above `youngest`. */
  #find(query: Buffer, youngest: number): Connection | undefined {
    const id = query.readUInt16BE(0)
    return [...this.#connections].find((one) => one.number > youngest && one.hasRoomFor(id))
  }

  /** Keeps no connection from now on. A connection with queries in flight closes after the last answer. */
  close(): void {
    this.#isClosed = true
    for (const connection of this.#connections) if (connection.isIdle) connection.destroy('CLOSED')
  }

  #askAnew(query: Buffer, options: ExchangeOptions, done: Done): Cancel {
    this.misses++
    if (this.#connections.size >= MAX_CONNECTIONS) {
      const timer = setTimeout(done, 0, { kind: 'error', code: 'too many connections' })
      return () => {
        clearTimeout(timer)
      }
    }
    this.#opened++
    const socket = this.#open(options.source)
    const connection = new Connection(this.#opened, socket, this.#options.idleMs, {
      closed: () => this.#connections.delete(connection),
      idle: () => {
        const { maxIdle } = this.#options
        const idle = [...this.#connections].filter((one) => one.isIdle)
        if (this.#isClosed || (maxIdle > 0 && idle.length > maxIdle)) connection.destroy('CLOSED')
      },
    })
    this.#connections.add(connection)
    return connection.ask(query, options.timeoutMs, done)
  }
}

interface ConnectionEvents {
  readonly closed: () => void
  readonly idle: () => void
}

class Connection {
  /** From 1, in the order in which the pool opens connections. */
  readonly number: number
  readonly #socket: ReturnType<Open>
  readonly #framer = new MessageFramer()
  readonly #waiting = new Map<number, Waiter>()
  readonly #events: ConnectionEvents
  readonly #idleMs: number
  #idleTimer: NodeJS.Timeout | undefined
  /** Replies since the last one with a waiting query: stray ones, and late ones to aborted queries. */
  #strays = 0
  #isDestroyed = false

  constructor(number: number, socket: ReturnType<Open>, idleMs: number, events: ConnectionEvents) {
    this.number = number
    this.#events = events
    this.#idleMs = idleMs
    this.#socket = socket
    this.#socket.on('error', (problem) => {
      this.destroy(codeOf(problem))
    })
    this.#socket.on('close', () => {
      this.destroy('CLOSED')
    })
    this.#socket.on('end', () => {
      this.destroy('CLOSED')
    })
    this.#socket.on('data', (chunk) => {
      for (const message of this.#framer.push(chunk)) this.#receive(message)
    })
  }

  get isIdle(): boolean {
    return this.#waiting.size === 0
  }

  hasRoomFor(id: number): boolean {
    return this.#waiting.size < MAX_IN_FLIGHT && !this.#waiting.has(id)
  }

  ask(query: Buffer, timeoutMs: number, done: Done): Cancel {
    const id = query.readUInt16BE(0)
    clearTimeout(this.#idleTimer)
    const timer = setTimeout(() => {
      this.#take(id)
      // A connection with a timeout is not used again; its other queries are retried on a new one.
      this.destroy('CLOSED')
      done({ kind: 'timeout' })
    }, timeoutMs)
    const waiter: Waiter = { query, done, timer }
    this.#waiting.set(id, waiter)
    this.#socket.write(frameMessage(query))
    return () => {
      if (this.#waiting.get(id) === waiter) this.#take(id)
    }
  }

  /** Closes the connection; each waiting query gets the error. */
  destroy(code: string): void {
    if (this.#isDestroyed) return
    this.#isDestroyed = true
    clearTimeout(this.#idleTimer)
    this.#socket.destroy()
    this.#events.closed()
    for (const id of this.#waiting.keys()) this.#take(id)?.done({ kind: 'error', code })
  }

  #receive(message: Buffer): void {
    const id = message.length < 2 ? -1 : message.readUInt16BE(0)
    const waiter = this.#waiting.get(id)
    if (waiter === undefined || !isReplyTo(waiter.query, message)) {
      if (++this.#strays >= MAX_STRAYS) this.destroy('only replies to other queries')
      return
    }
    this.#strays = 0
    this.#take(id)
    // A copy: a subarray would keep its chunk, which may be much larger, in memory.
    waiter.done(outcomeOf(Buffer.from(message)))
  }

  #take(id: number): Waiter | undefined {
    const waiter = this.#waiting.get(id)
    clearTimeout(waiter?.timer)
    this.#waiting.delete(id)
    if (this.#waiting.size > 0 || this.#isDestroyed) return waiter
    this.#idleTimer = setTimeout(() => {
      this.destroy('CLOSED')
    }, this.#idleMs)
    this.#idleTimer.unref()
    this.#events.idle()
    return waiter
  }
}
