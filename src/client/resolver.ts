/**
 * Asks one server one question, as a stub resolver does: over UDP, over TCP after a truncated reply, and
 * without EDNS if the server does not support it. Every outcome is a value.
 */
import { randomInt } from 'node:crypto'
import type { SocketAddress } from '../chain/query.ts'
import { RCODE } from '../wire/constants.ts'
import { type Exchange, exchangeTcp, exchangeUdp } from './exchange.ts'
import { decodeReply, encodeQuery, type Question, type Reply } from './message.ts'
import { isTruncated } from './reply-match.ts'

export type Transport = 'udp' | 'tcp'

interface Spent {
  /** The transport of the last message: TCP after a truncated reply. */
  readonly transport: Transport
  /** For all exchanges together. */
  readonly ms: number
}

export type Outcome = Spent &
  (
    | { readonly kind: 'reply'; readonly reply: Reply }
    | { readonly kind: 'malformed'; readonly reason: string }
    | { readonly kind: 'timeout' }
    /** `code` as in `Exchange`. */
    | { readonly kind: 'unreachable'; readonly code: string }
  )

export interface AskOptions {
  readonly transport: Transport
  /** For each exchange of messages. */
  readonly timeoutMs: number
}

/** Never rejects. */
export async function ask(server: SocketAddress, question: Question, options: AskOptions): Promise<Outcome> {
  const begun = performance.now()
  let withEdns = true
  let { transport } = options
  for (;;) {
    const query = encodeQuery(randomInt(0x10000), question, withEdns)
    const result = await exchange(transport, server, query, options.timeoutMs)
    if (result.kind === 'reply' && transport === 'udp' && isTruncated(result.packet)) {
      transport = 'tcp'
      continue
    }
    const spent: Spent = { transport, ms: performance.now() - begun }
    if (result.kind === 'timeout') return { ...spent, kind: 'timeout' }
    if (result.kind === 'error') return { ...spent, kind: 'unreachable', code: result.code }
    const reply = decodeReply(result.packet)
    if (typeof reply === 'string') return { ...spent, kind: 'malformed', reason: reply }
    // RFC 6891 §7: the rcodes of a server that does not support EDNS.
    if (!withEdns || (reply.rcode !== RCODE.FORMERR && reply.rcode !== RCODE.NOTIMP)) {
      return { ...spent, kind: 'reply', reply }
    }
    withEdns = false
  }
}

async function exchange(
  transport: Transport,
  server: SocketAddress,
  query: Buffer,
  timeoutMs: number,
): Promise<Exchange> {
  return transport === 'tcp' ? exchangeTcp(server, query, timeoutMs) : exchangeUdp(server, query, timeoutMs)
}
