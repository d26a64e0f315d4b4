/** One query to an upstream over UDP, on a socket of its own. `done` gets one outcome. */
import type { SocketAddress } from '../chain/query.ts'
import { RelayedAnswer } from '../wire/relayed-answer.ts'
import { codeOf, openDatagrams } from './exchange.ts'
import { isReplyTo } from './reply-match.ts'

export type UpstreamOutcome =
  | { readonly kind: 'answer'; readonly answer: RelayedAnswer }
  /** `reason`: the error in the reply. */
  | { readonly kind: 'malformed'; readonly reason: string }
  | { readonly kind: 'timeout' }
  /** `code`: that of the system error, or `CLOSED`. */
  | { readonly kind: 'error'; readonly code: string }

export type Done = (outcome: UpstreamOutcome) => void
/** Aborts the exchange; `done` is not called afterwards. */
export type Cancel = () => void

export interface ExchangeOptions {
  readonly timeoutMs: number
  /** The source address; `null`: the system chooses it. */
  readonly source: string | null
}

/** This many packets that answer other queries indicate an attacker who guesses ids, or floods. */
export const MAX_STRAYS = 20

export function askByDatagram(
  server: SocketAddress,
  query: Buffer,
  { timeoutMs, source }: ExchangeOptions,
  done: Done,
): Cancel {
  let isOver = false
  let strays = 0
  const cancel = (): void => {
    if (isOver) return
    isOver = true
    clearTimeout(timer)
    socket.close()
  }
  const finish: Done = (outcome) => {
    if (isOver) return
    cancel()
    done(outcome)
  }
  const fail = (problem: Error): void => {
    finish({ kind: 'error', code: codeOf(problem) })
  }
  const send = (): void => {
    if (isOver) return
    socket.send(query, (problem) => {
      if (problem !== null) fail(problem)
    })
  }
  const socket = openDatagrams(server, source, send, fail)
  const timer = setTimeout(() => {
    finish({ kind: 'timeout' })
  }, timeoutMs)
  socket.on('message', (packet) => {
    if (isReplyTo(query, packet)) finish(outcomeOf(packet))
    else if (++strays === MAX_STRAYS) finish({ kind: 'malformed', reason: 'only replies to other queries' })
  })
  return cancel
}

export function outcomeOf(packet: Buffer): UpstreamOutcome {
  const answer = RelayedAnswer.read(packet)
  return typeof answer === 'string' ? { kind: 'malformed', reason: answer } : { kind: 'answer', answer }
}
