/**
 * One upstream over HTTPS (RFC 8484): all questions in one HTTP/2 session, which is kept while it is used. A question in a
 * session that the upstream had grown tired of is asked once more in a fresh one. The only import of node:http2 on this side.
 */
import {
  type ClientHttp2Session,
  connect,
  constants,
  type IncomingHttpHeaders,
  type IncomingHttpStatusHeader,
} from 'node:http2'
import { MAX_MESSAGE_OCTETS } from '../wire/constants.ts'
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
  /** Host and port, as requests name them. */
  readonly authority: string
  readonly path: string
  readonly method: 'GET' | 'POST'
  readonly idleMs: number
}

const MESSAGE_TYPE = 'application/dns-message'

export class HttpsPool {
  readonly #target: HttpsTarget
  readonly #dialer: SecureDialer
  #session: ClientHttp2Session | null = null
  #inFlight = 0
  #isClosed = false
  /** Questions that found a session open, and those that opened one. */
  hits = 0
  misses = 0

  constructor(target: HttpsTarget, dialer: SecureDialer) {
    this.#target = target
    this.#dialer = dialer
  }

  ask(query: Buffer, options: ExchangeOptions, done: Done): Cancel {
    // RFC 8484 §4.1: with the same id every time, equal questions are equal to caches on the way.
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

  /** Keeps nothing any more: what is on its way is still answered, and its session closed behind the last answer. */
  close(): void {
    this.#isClosed = true
    this.#session?.close()
  }

  #askAnew(message: Buffer, options: ExchangeOptions, done: Done): Cancel {
    const current = this.#session
    // Somebody else's question may have opened one meanwhile.
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
    // Each question in it is told.
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
      // Silence in a session is no reason to wait for more of it; others in it are asked again elsewhere.
      session.destroy()
    }, timeoutMs)
    let headers: IncomingHttpHeaders & IncomingHttpStatusHeader = {}
    const chunks: Buffer[] = []
    let octets = 0
    stream.on('response', (received) => {
      headers = received
    })
    stream.on('data', (chunk: Buffer) => {
      octets += chunk.length
      if (octets > MAX_MESSAGE_OCTETS)
        finish({ kind: 'malformed', reason: 'the reply is larger than a DNS message' })
      else chunks.push(chunk)
    })
    stream.on('end', () => {
      if (headers[':status'] !== undefined) finish(readReply(message, headers, Buffer.concat(chunks)))
    })
    stream.on('error', (problem) => {
      // What has ended the session, where that was it.
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
  // RFC 8484 §5.1: a cache on the way has kept it so long.
  return { kind: 'answer', answer: outcome.answer.withTtls((ttl) => Math.max(0, ttl - Math.floor(age))) }
}
