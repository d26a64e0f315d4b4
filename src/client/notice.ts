/**
 * Sends a notice (NOTIFY request, RFC 1996) to a secondary over UDP, with retries until it is acknowledged.
 */
import type { SocketAddress } from '../chain/query.ts'
import { codeOf, openDatagrams } from './exchange.ts'
import { isReplyTo } from './reply-match.ts'

export type NoticeOutcome =
  | { readonly kind: 'acknowledged'; readonly rcode: number }
  | { readonly kind: 'failed'; readonly reason: string }

/** RFC 1996 §3.6 suggests 60 s and five retries; a shorter wait lets secondaries see an edit soon. */
const FIRST_WAIT_MS = 1000
const TRIES = 5

/** Sends a notice; returns a function that aborts. `done` is called once, unless aborted. */
export function sendNotice(
  server: SocketAddress,
  source: string | null,
  notice: Buffer,
  done: (outcome: NoticeOutcome) => void,
): () => void {
  let timer: NodeJS.Timeout | undefined
  let isOver = false
  const cancel = (): void => {
    if (isOver) return
    isOver = true
    clearTimeout(timer)
    socket.close()
  }
  const finish = (outcome: NoticeOutcome): void => {
    if (isOver) return
    cancel()
    done(outcome)
  }
  let reason = 'timeout'
  const attempt = (tries: number, waitMs: number): void => {
    if (isOver) return
    if (tries === 0) {
      finish({ kind: 'failed', reason })
      return
    }
    socket.send(notice, (problem) => {
      if (problem !== null) reason = codeOf(problem)
    })
    timer = setTimeout(attempt, waitMs, tries - 1, 2 * waitMs)
  }
  const begin = (): void => {
    attempt(TRIES, FIRST_WAIT_MS)
  }
  const fail = (problem: Error): void => {
    // An ICMP error is retried: the secondary may start later. A socket that cannot be opened is final.
    reason = codeOf(problem)
    if (timer === undefined) finish({ kind: 'failed', reason })
  }
  const socket = openDatagrams(server, source, begin, fail)
  socket.on('message', (packet) => {
    if (isReplyTo(notice, packet)) finish({ kind: 'acknowledged', rcode: packet.readUInt16BE(2) & 0xf })
  })
  return cancel
}
