/**
 * Logs faults: errors of kubezone itself while it answers a query, as opposed to errors of a client, an
 * upstream or a file. One line has the question and the place in the code; the stack follows at debug level.
 * A place logs at most one line a minute, so that a fault of every query does not fill the disk.
 */
import type { Query } from '../chain/query.ts'
import { describeFault } from '../report/fault.ts'
import type { Log } from '../report/log.ts'
import { className } from '../wire/constants.ts'
import { typeName } from '../wire/record-types.ts'
import { nameText } from '../wire/name.ts'
import { formatSocketAddress } from './open-port.ts'

/** What the client receives. */
export type FaultOutcome = 'SERVFAIL' | 'its answer all the same' | 'no answer' | 'a closed connection'

export interface Fault {
  /** The thrown value. */
  readonly problem: unknown
  readonly query: Query
  readonly outcome: FaultOutcome
  /** Logs the stack in the same line, at every log level. */
  readonly showsStack: boolean
}

export type ReportFault = (fault: Fault) => void

/** At most one line for each place in this time. */
const PERIOD_MS = 60_000

interface Place {
  loggedAt: number
  /** Faults since `loggedAt` that were not logged. */
  suppressed: number
}

export class FaultLog {
  readonly #log: Pick<Log, 'error' | 'debug'>
  /** Has at most one entry for each place in the code that can throw. */
  readonly #places = new Map<string, Place>()

  constructor(log: Pick<Log, 'error' | 'debug'>) {
    this.#log = log
  }

  readonly report: ReportFault = ({ problem, query, outcome, showsStack }) => {
    const { message, place, stack } = describeFault(problem)
    const now = performance.now()
    const earlier = this.#places.get(place)
    if (earlier !== undefined && now - earlier.loggedAt < PERIOD_MS) {
      earlier.suppressed++
      return
    }
    const suppressed = earlier?.suppressed ?? 0
    this.#places.set(place, { loggedAt: now, suppressed: 0 })
    const asked = describeQuestion(query)
    const question = `${asked.name} ${asked.class} ${asked.type}`
    const line =
      `fault in kubezone at ${place}: ${message}; ` +
      `${asked.client} asked for ${question} over ${asked.transport} and got ${outcome}` +
      (suppressed > 0 ? `; ${suppressed} earlier faults at this place were not logged` : '')
    this.#log.error(showsStack ? `${line}\n${stack}` : line, { ...asked, place, outcome, suppressed })
    if (!showsStack) this.#log.debug(stack, { place })
  }
}

/** The client's question, or a question that a plugin derived from it. */
function describeQuestion(
  query: Query,
): Readonly<Record<'name' | 'class' | 'type' | 'client' | 'transport', string>> {
  return {
    name: nameText(query.name),
    class: className(query.class),
    type: typeName(query.type),
    client: formatSocketAddress(query.client),
    transport: (query.secure ?? query.transport).toUpperCase(),
  }
}
