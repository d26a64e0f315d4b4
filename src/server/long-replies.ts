/**
 * The replies of a connection that take several messages: one after the other, their messages made no sooner than the client
 * is ready for them. Between two messages all others have their turn, however fast this client reads.
 */
import type { Query } from '../chain/query.ts'
import type { Answer } from '../wire/answer.ts'

export interface LongReplyEvents {
  /** Whether the client takes any more now; if not, `proceed` is called when it does. */
  readonly isReady: () => boolean
  readonly send: (query: Query, message: Answer) => void
  /** One of them is over. */
  readonly done: () => void
  /** One of them cannot be gone on with. */
  readonly failed: (query: Query, problem: unknown) => void
}

export class LongReplies {
  readonly #events: LongReplyEvents
  /** The first one's turn it is. */
  readonly #queries: Query[] = []
  #isDue = false

  constructor(events: LongReplyEvents) {
    this.#events = events
  }

  /** The first message has been sent. */
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
