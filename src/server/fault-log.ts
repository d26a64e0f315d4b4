/**
 * The log of faults: what went wrong in kubezone itself while a query was answered, as opposed to what a client, an upstream
 * or a file did wrong. One line says the question and the place; the stack follows at debug level. A place has at most one
 * line a minute, so that a fault that every query meets does not fill the disk.
 */
import type { Query } from '../chain/query.ts'
import type { Log } from '../report/log.ts'
import { visible } from '../report/visible.ts'
import { className } from '../wire/constants.ts'
import { typeName } from '../wire/record-types.ts'
import { nameText } from '../wire/name.ts'
import { formatSocketAddress } from './open-port.ts'

/** What the client gets. */
export type FaultOutcome = 'SERVFAIL' | 'its answer all the same' | 'no answer' | 'a closed connection'

export interface Fault {
  /** What was thrown. */
  readonly problem: unknown
  readonly query: Query
  readonly outcome: FaultOutcome
  /** Whether the stack is part of the line, whatever the level of the log. */
  readonly showsStack: boolean
}

export type ReportFault = (fault: Fault) => void

/** For each place. */
const PERIOD_MS = 60_000
/** Where the program's own modules are; a place is shown from there on. */
const ROOT = new URL('..', import.meta.url).href

interface Place {
  loggedAt: number
  /** Faults since then, which have no line. */
  suppressed: number
}

export class FaultLog {
  readonly #log: Pick<Log, 'error' | 'debug'>
  /** Bounded by the number of places in the program that can throw. */
  readonly #places = new Map<string, Place>()

  constructor(log: Pick<Log, 'error' | 'debug'>) {
    this.#log = log
  }

  readonly report: ReportFault = ({ problem, query, outcome, showsStack }) => {
    const { message, place, stack } = describe(problem)
    const now = performance.now()
    const earlier = this.#places.get(place)
    if (earlier !== undefined && now - earlier.loggedAt < PERIOD_MS) {
      earlier.suppressed++
      return
    }
    const suppressed = earlier?.suppressed ?? 0
    this.#places.set(place, { loggedAt: now, suppressed: 0 })
    const asked = askedOf(query)
    const question = `${asked.name} ${asked.class} ${asked.type}`
    const line =
      `fault in kubezone at ${place}: ${message}; ` +
      `${asked.client} asked for ${question} over ${asked.transport} and got ${outcome}` +
      (suppressed > 0 ? `; ${suppressed} more faults at this place since its last line` : '')
    this.#log.error(showsStack ? `${line}\n${stack}` : line, { ...asked, place, outcome, suppressed })
    if (!showsStack) this.#log.debug(stack, { place })
  }
}

/** The question that was being answered: the client's own, or one that was asked on its behalf. */
function askedOf(query: Query): Readonly<Record<'name' | 'class' | 'type' | 'client' | 'transport', string>> {
  return {
    name: nameText(query.name),
    class: className(query.class),
    type: typeName(query.type),
    client: formatSocketAddress(query.client),
    transport: (query.secure ?? query.transport).toUpperCase(),
  }
}

/** Where a problem was thrown is the first line of its stack. Of what is no `Error` the place is not known. */
function describe(problem: unknown): { readonly [part in 'message' | 'place' | 'stack']: string } {
  if (!(problem instanceof Error)) {
    const kind = typeof problem
    const message = kind === 'object' || kind === 'function' ? `a value of type ${kind}` : String(problem)
    return { message: visible(message), place: 'a place that is not known', stack: 'no stack: not an Error' }
  }
  const stack = problem.stack ?? ''
  const frame = /^ *at (.+)$/m.exec(stack)?.[1]
  return {
    message: visible(problem.message),
    place: frame?.replace(ROOT, '') ?? 'a place that is not known',
    stack,
  }
}
