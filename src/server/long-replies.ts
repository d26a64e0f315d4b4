/**
 * Replies of several messages on one connection: zones. Messages are made no sooner than the client is ready for them, and only a
 * few before everybody else has had a turn: a quick client would take all of them at once.
 */
import type { Query } from '../chain/query.ts'
import type { Answer } from '../wire/answer.ts'

/** A millisecond or two of work. */
const MESSAGES_A_TURN = 3

export interface LongReplySink {
  /** Whether the client has read enough of what came before. */
  readonly hasRoom: () => boolean
  readonly send: (query: Query, message: Answer) => void
  /** A reply is complete. */
  readonly done: () => void
  /** A fault of ours: there is no way to go on. */
  readonly failed: () => void
  /** A turn is over that nobody else has given. */
  readonly turned: () => void
}

export class LongReplies {
  readonly #sink: LongReplySink
  /** Those of which some is still to be sent; the first one's turn it is. */
  readonly #queries: Query[] = []
  #turn: NodeJS.Immediate | null = null

  constructor(sink: LongReplySink) {
    this.#sink = sink
  }

  add(query: Query): void {
    this.#queries.push(query)
    this.proceed()
  }

  /** Sends what there is room for. */
  proceed(): void {
    try {
      this.#proceed()
    } catch {
      this.stop()
      this.#sink.failed()
    }
  }

  #proceed(): void {
    let left = MESSAGES_A_TURN
    for (let query = this.#queries[0]; query !== undefined; query = this.#queries[0]) {
      if (!this.#sink.hasRoom()) return
      if (left-- === 0) {
        this.#later()
        return
      }
      const message = query.continuation?.next()
      if (message === undefined || message.done === true) {
        this.#queries.shift()
        this.#sink.done()
      } else {
        this.#sink.send(query, message.value)
      }
    }
  }

  /** The connection is gone. */
  stop(): void {
    this.#queries.length = 0
    if (this.#turn !== null) clearImmediate(this.#turn)
    this.#turn = null
  }

  #later(): void {
    this.#turn ??= setImmediate(() => {
      this.#turn = null
      this.proceed()
      this.#sink.turned()
    })
  }
}
