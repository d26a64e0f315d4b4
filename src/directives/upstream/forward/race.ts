/**
 * One query sent to several upstreams: to the first at once, to the next when the one before fails or takes
 * longer than usual. The first good answer wins; the other attempts are cancelled.
 */
import { QueryError } from '../../../chain/query-error.ts'
import type { Cancel } from '../../../client/datagram-exchange.ts'
import type { UpstreamQuestion } from '../../../client/upstream-query.ts'
import { RCODE } from '../../../wire/constants.ts'
import type { RelayedAnswer } from '../../../wire/relayed-answer.ts'
import type { Upstream } from './upstream.ts'

export interface RaceOptions {
  readonly transport: 'udp' | 'tcp'
  /** Attempts at all upstreams together; `Infinity`: until the deadline. */
  readonly maxAttempts: number
  /** Rcodes after which the next upstream is asked, each once. */
  readonly failover: ReadonlySet<number>
  readonly onHedge: () => void
  /** Called for each answer before the race ends; the last call names the upstream of the result. */
  readonly onAnswer: (upstream: Upstream) => void
}

/** For all attempts together: the usual timeout of clients. */
const DEADLINE_MS = 5000
/** The pause before further attempts once all upstreams have failed. */
const PAUSE_MS = 50

interface Attempt {
  readonly upstream: Upstream
  readonly begun: number
  cancel: Cancel
}

/** Resolves with the answer; rejects with the last problem. `order` is not empty. */
export async function race(
  order: readonly Upstream[],
  question: UpstreamQuestion,
  options: RaceOptions,
): Promise<RelayedAnswer> {
  return new Promise((resolve, reject) => {
    new Race(order, question, options, resolve, reject).start()
  })
}

class Race {
  readonly #order: readonly Upstream[]
  readonly #question: UpstreamQuestion
  readonly #options: RaceOptions
  readonly #resolve: (answer: RelayedAnswer) => void
  readonly #reject: (problem: Error) => void
  readonly #running = new Set<Attempt>()
  readonly #deadline: NodeJS.Timeout
  #next: NodeJS.Timeout | undefined
  #begun = 0
  #isOver = false
  /** An answer with a failure, the result if no better one arrives. */
  #poor: RelayedAnswer | null = null
  #problem = 'no upstream has answered: i/o timeout'

  constructor(
    order: readonly Upstream[],
    question: UpstreamQuestion,
    options: RaceOptions,
    resolve: (answer: RelayedAnswer) => void,
    reject: (problem: Error) => void,
  ) {
    this.#order = order
    this.#question = question
    this.#options = options
    this.#resolve = resolve
    this.#reject = reject
    this.#deadline = setTimeout(() => {
      this.#end(this.#poor)
    }, DEADLINE_MS)
  }

  start(): void {
    const upstream = this.#order[this.#begun % this.#order.length]
    if (this.#isOver || upstream === undefined || this.#begun >= this.#options.maxAttempts) return
    this.#begun++
    const attempt: Attempt = { upstream, begun: performance.now(), cancel: () => undefined }
    this.#running.add(attempt)
    attempt.cancel = upstream.ask(this.#question, this.#options.transport, (outcome) => {
      this.#running.delete(attempt)
      if (outcome.kind === 'answer') this.#take(outcome.answer, attempt)
      else {
        const reason =
          outcome.kind === 'timeout'
            ? 'i/o timeout'
            : outcome.kind === 'error'
              ? outcome.code
              : outcome.reason
        this.#fail(`${upstream.name}: ${reason}`)
      }
    })
    this.#hedgeAfter(upstream.hedgeMs)
  }

  /**
   * Starts the next attempt after `ms` of silence. A single upstream is asked twice, as datagrams get lost.
   */
  #hedgeAfter(ms: number): void {
    clearTimeout(this.#next)
    if (this.#isOver || this.#begun >= Math.max(2, this.#order.length)) return
    this.#next = setTimeout(() => {
      this.#options.onHedge()
      this.start()
    }, ms)
  }

  #take(answer: RelayedAnswer, { upstream }: Attempt): void {
    if (!this.#isOver) this.#options.onAnswer(upstream)
    if (this.#options.failover.has(answer.rcode)) {
      this.#poor = answer
      if (this.#begun < Math.min(this.#order.length, this.#options.maxAttempts)) this.start()
      else if (this.#running.size === 0) this.#end(answer)
      return
    }
    const isPoor = answer.rcode === RCODE.SERVFAIL || answer.rcode === RCODE.REFUSED
    if (isPoor && this.#running.size > 0) {
      this.#poor = answer
      return
    }
    this.#end(answer, upstream)
  }

  #fail(problem: string): void {
    this.#problem = problem
    if (this.#isOver) return
    if (this.#poor !== null && this.#running.size === 0 && this.#begun >= this.#order.length) {
      this.#end(this.#poor)
    } else if (this.#begun >= this.#options.maxAttempts) {
      if (this.#running.size === 0) this.#end(this.#poor)
    } else if (this.#begun < this.#order.length) {
      clearTimeout(this.#next)
      this.start()
    } else if (this.#running.size === 0) {
      clearTimeout(this.#next)
      this.#next = setTimeout(() => {
        this.start()
      }, PAUSE_MS)
    }
  }

  #end(answer: RelayedAnswer | null, winner: Upstream | null = null): void {
    if (this.#isOver) return
    this.#isOver = true
    clearTimeout(this.#deadline)
    clearTimeout(this.#next)
    const now = performance.now()
    for (const { cancel, upstream, begun } of this.#running) {
      cancel()
      if (winner !== null && upstream !== winner && now - begun >= upstream.hedgeMs) upstream.missed()
    }
    if (answer === null) this.#reject(new QueryError(this.#problem))
    else this.#resolve(answer)
  }
}
