/**
 * Sends the replies of one connection that take several messages, one reply after the other. A message is
 * made only when the client is ready for it. Between two messages other connections get their turn, however
 * fast this client reads.
 */
import type { Query } from '../chain/query.ts'
import type { Answer } from '../wire/answer.ts'

export interface LongReplyEvents {
  /** Whether the client can take another message. If not, the owner calls `proceed` when it can. */
  readonly isReady: () => boolean
  readonly send: (query: Query, message: Answer) => void
  /** A reply is complete. */
  readonly done: () => void
  /** A reply cannot be continued. */
  readonly failed: (query: Query, problem: unknown) => void
}

export class LongReplies {
  readonly #events: LongReplyEvents
  /** Messages of the first one are being sent. */
  readonly #queries: Query[] = []
  #isDue = false

  constructor(events: LongReplyEvents) {
    this.#events = events
  }

  /** The caller has sent the first message. */
  add(query: Query): void {
    this.#queries.push(query)
    this.proceed()
  }

  proceed(): void {
    const [query] = this.#queries
    if (this.#isDue || query === undefined || !this.#events.isReady()) return
    this.#isDue = true
    setImmediate(() => {
      this.#isDue = false
      try {
        this.#sendNext(query)
        this.proceed()
      } catch (problem) {
        this.#events.failed(query, problem)
      }
    })
  }

  #sendNext(query: Query): void {
    const message = query.continuation?.next()
    if (message !== undefined && message.done !== true) {
      this.#events.send(query, message.value)
      return
    }
    this.#queries.shift()
    this.#events.done()
  }
}
