/**
 * One upstream over HTTPS (RFC 8484): all queries share one HTTP/2 session, which stays open while it is
 * used. A query that fails in a session opened earlier, as when the upstream has closed it, is retried once
 * in a new session.
 */
import {
  type ClientHttp2Session,
  connect,
  constants,
  type IncomingHttpHeaders,
  type IncomingHttpStatusHeader,
} from 'node:http2'
import { OctetBudget } from '../server/octet-budget.ts'
import { MAX_MESSAGE_OCTETS } from '../wire/constants.ts'
import { GatheredOctets } from '../wire/gathered-octets.ts'
import {
  type Cancel,
  type Done,
  type ExchangeOptions,
  outcomeOf,
  type UpstreamOutcome,
} from './datagram-exchange.ts'
import { codeOf } from './exchange.ts'
import { isReplyTo } from './reply-match.ts'
import type { SecureDialer } from './secure-stream.ts'

export interface HttpsTarget {
  /** Host and port, for the `:authority` of requests. */
  readonly authority: string
  readonly path: string
  readonly method: 'GET' | 'POST'
  readonly idleMs: number
}

const MESSAGE_TYPE = 'application/dns-message'
/** What the unfinished replies of one upstream take together. */
export const HELD_REPLY_OCTETS = 8 * 1024 * 1024

export class HttpsPool {
  readonly #target: HttpsTarget
  readonly #dialer: SecureDialer
  #session: ClientHttp2Session | null = null
  readonly #replies = new OctetBudget(HELD_REPLY_OCTETS)
  #inFlight = 0
  #isClosed = false
  /** Queries that found an open session, and queries that opened one. */
  hits = 0
  misses = 0

  constructor(target: HttpsTarget, dialer: SecureDialer) {
    this.#target = target
    this.#dialer = dialer
  }

  ask(query: Buffer, options: ExchangeOptions, done: Done): Cancel {
    // RFC 8484 §4.1: id 0 makes equal queries equal for HTTP caches.
    const message = Buffer.from(query)
    message.writeUInt16BE(0, 0)
    const open = this.#session
    if (open === null || open.closed || open.destroyed) return this.#askAnew(message, options, done)
    this.hits++
    let cancel = this.#request(open, message, options, (outcome) => {
      if (outcome.kind === 'error') cancel = this.#askAnew(message, options, done)
      else done(outcome)
    })
    return () => {
      cancel()
    }
  }

  /** Keeps no session from now on. A session with queries in flight closes after the last answer. */
  close(): void {
    this.#isClosed = true
    this.#session?.close()
  }

  #askAnew(message: Buffer, options: ExchangeOptions, done: Done): Cancel {
    const current = this.#session
    // Another query may have opened a session meanwhile.
    if (current === null || current.closed || current.destroyed) {
      this.misses++
      this.#session = this.#open(options.source)
    }
    return this.#session === null ? () => undefined : this.#request(this.#session, message, options, done)
  }

  #open(source: string | null): ClientHttp2Session {
    const { authority, idleMs } = this.#target
    const session = connect(`https://${authority}`, {
      createConnection: () => this.#dialer.open(source),
      settings: { enablePush: false },
    })
    session.setTimeout(idleMs, () => {
      if (this.#inFlight === 0) session.close()
    })
    // The stream of each query emits the error too.
    session.on('error', () => undefined)
    session.on('goaway', () => {
      session.close()
    })
    return session
  }

  #request(session: ClientHttp2Session, message: Buffer, { timeoutMs }: ExchangeOptions, done: Done): Cancel {
    const { method, path } = this.#target
    const isGet = method === 'GET'
    const stream = session.request(
      {
        ':method': method,
        ':path': isGet ? `${path}?dns=${message.toString('base64url')}` : path,
        accept: MESSAGE_TYPE,
        ...(!isGet && { 'content-type': MESSAGE_TYPE, 'content-length': message.length }),
      },
      { endStream: isGet },
    )
    this.#inFlight++
    let isOver = false
    const cancel = (): void => {
      if (isOver) return
      isOver = true
      this.#inFlight--
      clearTimeout(timer)
      this.#replies.hold(holder, 0)
      if (!stream.closed) stream.close(constants.NGHTTP2_CANCEL)
      if (this.#isClosed && this.#inFlight === 0) session.close()
    }
    const finish = (outcome: UpstreamOutcome): void => {
      if (isOver) return
      cancel()
      done(outcome)
    }
    const timer = setTimeout(() => {
      finish({ kind: 'timeout' })
      // A session with a timeout is not used again; its other queries are retried in a new one.
      session.destroy()
    }, timeoutMs)
    let headers: IncomingHttpHeaders & IncomingHttpStatusHeader = {}
    const reply = new GatheredOctets()
    const holder = {
      destroy: () => {
        finish({ kind: 'malformed', reason: 'too many replies have no end' })
      },
    }
    stream.on('response', (received) => {
      headers = received
    })
    stream.on('data', (chunk: Buffer) => {
      if (isOver) return
      if (reply.length + chunk.length > MAX_MESSAGE_OCTETS) {
        finish({ kind: 'malformed', reason: 'the reply is larger than a DNS message' })
        return
      }
      reply.append(chunk)
      this.#replies.hold(holder, reply.capacity)
    })
    stream.on('end', () => {
      if (headers[':status'] !== undefined) finish(readReply(message, headers, reply.take()))
    })
    stream.on('error', (problem) => {
      // The cause, if the error of the session ended the stream.
      finish({ kind: 'error', code: codeOf(problem.cause instanceof Error ? problem.cause : problem) })
    })
    stream.on('close', () => {
      finish({ kind: 'error', code: 'CLOSED' })
    })
    if (!isGet) stream.end(message)
    return cancel
  }
}

function readReply(
  query: Buffer,
  headers: IncomingHttpHeaders & IncomingHttpStatusHeader,
  reply: Buffer,
): UpstreamOutcome {
  const status = headers[':status']
  if (status !== 200) return { kind: 'malformed', reason: `HTTP status ${status}` }
  const [type = ''] = (headers['content-type'] ?? '').split(';')
  if (type.trim().toLowerCase() !== MESSAGE_TYPE)
    return { kind: 'malformed', reason: `the content type of the reply is not ${MESSAGE_TYPE}` }
  if (!isReplyTo(query, reply)) return { kind: 'malformed', reason: 'a reply to another query' }
  const outcome = outcomeOf(reply)
  const age = Number(headers.age ?? 0)
  if (outcome.kind !== 'answer' || !(age > 0)) return outcome
  // RFC 8484 §5.1: TTLs count down by the time that the reply spent in HTTP caches.
  return { kind: 'answer', answer: outcome.answer.withTtls((ttl) => Math.max(0, ttl - Math.floor(age))) }
}
