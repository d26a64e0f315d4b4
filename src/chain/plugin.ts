/**
 * The handler chain. A plugin takes the next handler and returns the handler before it. The start folds the
 * plugins of a block into one handler, so answering a query is one function call. A handler may:
 *
 *   answer at once       `(query) => answer`
 *   pass the query on    `(query) => next(query)`
 *   change an answer     `(query) => onAnswer(next(query), change)`; `change` returns a new answer
 *   wait                 return a promise; a chain in which no handler waits returns its answer without one
 *   ask another query    `query.derive(name)` to `next`, or to `query.lookup` for the whole server
 */
import { type Answer, NOT_IMPLEMENTED, NOT_OUR_ZONE, REFUSED } from '../wire/answer.ts'
import type { Reason } from '../report/reason.ts'
import type { Query, ReplyMeter } from './query.ts'

export type Handler = (query: Query) => Answer | Promise<Answer>

/** A metric of a plugin in Prometheus's terms; collected only for a scrape. */
export interface Metric {
  /** `coredns_…` if CoreDNS has the same metric, else `kubezone_…`. */
  readonly name: string
  readonly help: string
  readonly type: 'counter' | 'gauge' | 'histogram'
  readonly samples: readonly MetricSample[]
}

export interface MetricSample {
  /** `_bucket`, `_sum` or `_count` of a histogram. */
  readonly suffix?: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

/** A zone at an address of the server: the unit by which replies are counted. */
export interface MeteredRoute {
  /** `dns://:53`, `dns://127.0.0.1:53`. */
  readonly server: string
  /** As text, with its final dot; `dropped` for queries that match no zone at the address. */
  readonly zone: string
  /** The name of the block's view; empty if it has none. */
  readonly view: string
  readonly isIPv6: boolean
  /** The names of the block's directives. */
  readonly plugins: readonly string[]
}

export interface Plugin {
  /** The directive's name. */
  readonly name: string
  /** Returns the handler before `next`. Absent for a plugin that only acts at start and stop. */
  readonly attach?: (next: Handler) => Handler
  /** The handler gets queries of other classes than IN too, and passes on those that it does not answer. */
  readonly takesAllClasses?: boolean
  /** The handler gets notices (NOTIFY requests, RFC 1996) too, and passes on those of other zones. */
  readonly takesNotices?: boolean
  /** Called before the first query. A rejection aborts the start; at a reload the old configuration stays. */
  readonly start?: () => Promise<void>
  /** Called after the last query of this configuration. */
  readonly stop?: () => Promise<void>
  /** Reads the plugin's files and folders again, on SIGHUP. */
  readonly refresh?: () => Promise<void>
  /**
   * The value of a label for a query, such as `namespace` for `kubernetes/namespace`; empty if it has none.
   * Called only if `metadata` is configured and a directive reads that label.
   */
  readonly label?: (label: string, query: Query) => string
  /**
   * Why the plugin answered the query as it did, in one reason: `answer` is its own, or one that it changed.
   * `null`: it has no more to say than the answer does. The cost is bounded, as denials that clients ask for
   * carry the reason; an answer that has records is explained only on demand.
   */
  readonly explain?: (query: Query, answer: Answer) => Reason | null
  /** As `explain`, in full: the reason, and how the answer comes to be. Called only on demand. */
  readonly facts?: (query: Query, answer: Answer) => readonly Reason[]
  /** The current values of the plugin's metrics. */
  readonly metrics?: () => readonly Metric[]
  /** Makes the meter of the replies of a zone of the block; called once for each address. */
  readonly meter?: (route: MeteredRoute) => ReplyMeter
  /** Whether the plugin can do its work; a plugin without this method is ready. */
  readonly isReady?: () => boolean
}

/** No plugin in the chain answers the query. */
export const END_OF_CHAIN: Handler = () => NOT_OUR_ZONE

/** Folds plugins, outermost first, into one handler. */
export function compose(plugins: readonly Plugin[]): Handler {
  return fold(plugins, END_OF_CHAIN)
}

/** As `compose`, for queries of other classes than IN: only plugins with `takesAllClasses`. */
export function composeForOtherClasses(plugins: readonly Plugin[]): Handler {
  return fold(
    plugins.filter(({ takesAllClasses }) => takesAllClasses === true),
    () => REFUSED,
  )
}

/** As `compose`, for notices (RFC 1996): only plugins with `takesNotices`; `null` if the block has none. */
export function composeForNotices(plugins: readonly Plugin[]): Handler | null {
  const listening = plugins.filter(({ takesNotices }) => takesNotices === true)
  return listening.length === 0 ? null : fold(listening, () => NOT_IMPLEMENTED)
}

function fold(plugins: readonly Plugin[], end: Handler): Handler {
  return plugins.reduceRight((next, plugin) => plugin.attach?.(next) ?? next, end)
}

/** Applies `change` to an answer: at once, or when the promise resolves. */
export function onAnswer(
  answer: Answer | Promise<Answer>,
  change: (answer: Answer) => Answer | Promise<Answer>,
): Answer | Promise<Answer> {
  return answer instanceof Promise ? answer.then(change) : change(answer)
}
