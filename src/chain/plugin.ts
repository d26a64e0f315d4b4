/**
 * The handler chain. A plugin takes the handler behind it and gives the one that stands before it; a block's chain is folded
 * together once, at start. From then on a query is one function call:
 *
 *   answer at once       `(query) => answer`
 *   pass on              `(query) => next(query)`
 *   change an answer     `(query) => onAnswer(next(query), change)`: the old answer stays as it is
 *   wait                 return a promise; whoever must not wait never notices
 *   ask something else   `query.derive(name)` to `next`, or to `query.lookup` for the whole server
 */
import { type Answer, NOT_IMPLEMENTED, NOT_OUR_ZONE, REFUSED } from '../wire/answer.ts'
import type { Query, ReplyMeter } from './query.ts'

export type Handler = (query: Query) => Answer | Promise<Answer>

/** A figure that a plugin keeps, as Prometheus names it; taken only when somebody asks. */
export interface Metric {
  /** `coredns_…` where CoreDNS has the same, else `kubezone_…`. */
  readonly name: string
  readonly help: string
  readonly type: 'counter' | 'gauge' | 'histogram'
  readonly samples: readonly MetricSample[]
}

export interface MetricSample {
  /** Of a histogram: `_bucket`, `_sum` or `_count`. */
  readonly suffix?: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

/** A zone at an address: what replies are counted by. */
export interface MeteredRoute {
  /** `dns://:53`, `dns://127.0.0.1:53`. */
  readonly server: string
  /** As text, with its final dot; `dropped` for what no zone there answers. */
  readonly zone: string
  /** The name of its block's view; empty without one. */
  readonly view: string
  readonly isIPv6: boolean
  /** The directives of its block. */
  readonly plugins: readonly string[]
}

export interface Plugin {
  /** The directive's name. */
  readonly name: string
  /** Puts the plugin before `next`. A plugin that only acts at start and stop has none. */
  readonly attach?: (next: Handler) => Handler
  /** Its handler is asked questions of other classes than IN, too, and passes on what it does not know. */
  readonly takesAllClasses?: boolean
  /** Its handler is told of changes that other servers announce (RFC 1996), and passes on what does not concern it. */
  readonly takesNotices?: boolean
  /** Before the first query. A rejection stops the start; on a reload the old configuration stays in force. */
  readonly start?: () => Promise<void>
  /** After the last query of this configuration. */
  readonly stop?: () => Promise<void>
  /** Looks again at what it was configured from (files, folders): SIGHUP. */
  readonly refresh?: () => Promise<void>
  /**
   * What it says about a query under a label, `namespace` for `kubernetes/namespace`; empty: nothing. Asked only where
   * `metadata` is configured, and somebody wants to know that label.
   */
  readonly label?: (label: string, query: Query) => string
  /** What it has counted so far. */
  readonly metrics?: () => readonly Metric[]
  /** Counts the replies of a zone of its block; asked once for each address. */
  readonly meter?: (route: MeteredRoute) => ReplyMeter
  /** Whether it can do its work; one that cannot say is ready. */
  readonly isReady?: () => boolean
}

/** Nobody in the chain holds the name. */
const END_OF_CHAIN: Handler = () => NOT_OUR_ZONE

/** Folds plugins, outermost first, into one handler. */
export function compose(plugins: readonly Plugin[]): Handler {
  return fold(plugins, END_OF_CHAIN)
}

/** The same for questions of other classes than IN: data is of that class, so only those who say so see them. */
export function composeForOtherClasses(plugins: readonly Plugin[]): Handler {
  return fold(
    plugins.filter(({ takesAllClasses }) => takesAllClasses === true),
    () => REFUSED,
  )
}

/** The same for notices of changes; `null` where nobody waits for any. */
export function composeForNotices(plugins: readonly Plugin[]): Handler | null {
  const listening = plugins.filter(({ takesNotices }) => takesNotices === true)
  return listening.length === 0 ? null : fold(listening, () => NOT_IMPLEMENTED)
}

function fold(plugins: readonly Plugin[], end: Handler): Handler {
  return plugins.reduceRight((next, plugin) => plugin.attach?.(next) ?? next, end)
}

/** Applies `change` to an answer, now if it is there, else when it is. */
export function onAnswer(
  answer: Answer | Promise<Answer>,
  change: (answer: Answer) => Answer | Promise<Answer>,
): Answer | Promise<Answer> {
  return answer instanceof Promise ? answer.then(change) : change(answer)
}
