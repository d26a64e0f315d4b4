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
  readonly failed: () => void
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
    if (this.#isDue || this.#queries.length === 0 || !this.#events.isReady()) return
    this.#isDue = true
    setImmediate(() => {
      this.#isDue = false
      try {
        this.#sendNext()
        this.proceed()
      } catch {
        this.#events.failed()
      }
    })
  }

  #sendNext(): void {
    const [query] = this.#queries
    const message = query?.continuation?.next()
    if (query !== undefined && message !== undefined && message.done !== true) {
      this.#events.send(query, message.value)
      return
    }
    this.#queries.shift()
    this.#events.done()
  }
}
