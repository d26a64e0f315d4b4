/**
 * `forward FROM TO… { … }`: sends queries that no earlier plugin answers to upstreams, and relays the octets
 * of their answers. A block may have several; the first whose FROM covers the name takes the query.
 */
import type { Handler, Metric, Plugin } from '../../../chain/plugin.ts'
import type { Query } from '../../../chain/query.ts'
import { QueryError } from '../../../chain/query-error.ts'
import { formatPlace } from '../../../report/diagnostic.ts'
import { type Answer, failure, REFUSED } from '../../../wire/answer.ts'
import { EXTENDED_ERROR, isTransfer, RCODE, rcodeName } from '../../../wire/constants.ts'
import { upstreamOptions } from '../../../wire/edns-options.ts'
import { RelayedAnswer } from '../../../wire/relayed-answer.ts'
import { SuffixTable } from '../../../zone/suffix-table.ts'
import type { Block, Occurrences, PluginDefinition } from '../../../block/definition.ts'
import { questionKey } from '../question-key.ts'
import { forwardMetrics } from './metrics.ts'
import { type ForwardOptions, OPTIONS, readForward } from './options.ts'
import { inOrder } from './policy.ts'
import { race } from './race.ts'
import { UpstreamSet } from './upstream-set.ts'
import type { Reason } from '../../../report/reason.ts'
import { type NameKey, nameText } from '../../../wire/name.ts'
import { typeName } from '../../../wire/record-types.ts'

function setup(occurrences: Occurrences, block: Block): Plugin | null {
  const lines = occurrences.map((directive) => readForward(directive, block))
  const sound = lines.filter((line) => line !== null)
  return sound.length < lines.length ? null : new ForwardPlugin(sound.map((line) => new Forward(line, block)))
}

export const forward: PluginDefinition = { name: 'forward', options: OPTIONS, setup }

class ForwardPlugin implements Plugin {
  readonly name = 'forward'
  readonly takesAllClasses = true
  readonly #lines: readonly Forward[]
  /** Queries in flight. */
  readonly #flights = new Map<string, Promise<Answer>>()

  constructor(lines: readonly Forward[]) {
    this.#lines = lines
  }

  readonly start = async (): Promise<void> => {
    await Promise.all(this.#lines.map(async (line) => line.upstreams.start()))
  }

  readonly stop = async (): Promise<void> => {
    for (const line of this.#lines) line.upstreams.stop()
  }

  readonly refresh = async (): Promise<void> => {
    for (const line of this.#lines) line.upstreams.refresh()
  }

  readonly metrics = (): readonly Metric[] => forwardMetrics(this.#lines)

  readonly explain = (query: Query, answer: Answer): Reason | null => {
    const [line] = this.#lines.filter((one) => one.covers(query))
    return line === undefined ? null : line.reason(query, answer)
  }

  readonly attach = (next: Handler): Handler => {
    return (query) => {
      const matching = this.#lines.filter((line) => line.covers(query))
      const [first, ...others] = matching
      if (first === undefined) return next(query)
      // A transfer has many messages, and is for secondaries to request from the primary itself.
      if (isTransfer(query.type)) return REFUSED
      return first.admit(query, () => this.#askOnce([first, ...others], query))
    }
  }

  /**
   * Equal queries at the same time share one query to upstreams. RFC 5452 §5: many equal queries in flight
   * make it easy to forge a reply. This also ends loops, in which an upstream sends every query back to this
   * server. Queries that share one count all the same, because each waits for its answer.
   */
  #askOnce(lines: readonly [Forward, ...Forward[]], query: Query): Promise<Answer> {
    const options = upstreamOptions(query.request).toString('latin1')
    const key = `${query.transport} ${questionKey(query)} ${options}`
    const flight =
      this.#flights.get(key) ??
      askInTurn(lines, query).finally(() => {
        this.#flights.delete(key)
      })
    this.#flights.set(key, flight)
    return flight
  }
}

/** Asks each directive in turn, while `next` or `next_on_nodata` passes the answer of the one before on. */
async function askInTurn(
  [first, ...others]: readonly [Forward, ...Forward[]],
  query: Query,
): Promise<Answer> {
  let last = first
  let answer = await first.ask(query)
  for (const line of others) {
    if (!last.passesOn(answer)) return answer
    last = line
    answer = await line.admit(query, () => line.ask(query))
  }
  return answer
}

/** The limit of queries that wait for one directive: each may need a descriptor. */
export const MAX_CONCURRENT = 4096
/** What the messages of these queries take together: a client may fill up a message of 65,535 octets. */
export const MAX_WAITING_OCTETS = 8 * 1024 * 1024

class Forward {
  readonly upstreams: UpstreamSet
  rejects = 0
  broken = 0
  hedges = 0
  readonly #options: ForwardOptions
  readonly #block: Block
  readonly #from: SuffixTable<NameKey>
  readonly #except: SuffixTable<NameKey>
  /** The queries that wait for an answer, and the octets of their messages. */
  #concurrent = 0
  #waitingOctets = 0
  #turn = 0
  /** Whether the limit is logged; reset once no query is in flight. */
  #isLimitLogged = false

  constructor(options: ForwardOptions, block: Block) {
    this.#options = options
    this.#block = block
    this.upstreams = new UpstreamSet(options, block)
    this.#from = SuffixTable.ofZones(options.from)
    // `except` never covers FROM itself.
    this.#except = SuffixTable.ofZones(options.except.filter((zone) => !options.from.includes(zone)))
  }

  covers({ hashedName }: Query): boolean {
    return this.#from.find(hashedName) !== undefined && this.#except.find(hashedName) === undefined
  }

  /** Why a query got an answer of this directive. */
  reason({ name, type }: Query, answer: Answer): Reason {
    const { directive } = this.#options
    const upstreams = `forward ${directive.args.map(({ text }) => text).join(' ')}`
    const { place } = directive
    const code = 'KZ_WHY_UPSTREAM'
    if (!(answer instanceof RelayedAnswer)) {
      const { text = '' } = answer.extendedError ?? {}
      return {
        code,
        sentence: text === '' ? `'${upstreams}' gives no answer` : `'${upstreams}': ${text}`,
        place,
      }
    }
    const what = answer.rcode === RCODE.NOERROR && answer.answerCount > 0 ? 'answers' : 'denies'
    const rcode = answer.rcode === RCODE.NOERROR ? '' : ` (${rcodeName(answer.rcode)})`
    const sentence = `an upstream of '${upstreams}' ${what} ${nameText(name)} ${typeName(type)}${rcode}`
    return { code, sentence, place }
  }

  passesOn(answer: Answer): boolean {
    const { next, nextOnNoData } = this.#options
    if (next.has(answer.rcode)) return true
    return nextOnNoData && answer.rcode === RCODE.NOERROR && countOf(answer) === 0
  }

  /** Lets the query wait for an answer, or refuses it. */
  async admit(query: Query, ask: () => Promise<Answer>): Promise<Answer> {
    const { maxConcurrent } = this.#options
    const maximum = maxConcurrent === 0 ? MAX_CONCURRENT : Math.min(maxConcurrent, MAX_CONCURRENT)
    const { length } = query.request.packet
    if (this.#concurrent >= maximum) return this.#refuse(`concurrent queries exceeded maximum ${maximum}`)
    if (this.#waitingOctets + length > MAX_WAITING_OCTETS)
      return this.#refuse(`concurrent queries exceeded ${MAX_WAITING_OCTETS} octets`)
    this.#concurrent++
    this.#waitingOctets += length
    try {
      return await ask()
    } finally {
      this.#concurrent--
      this.#waitingOctets -= length
      if (this.#concurrent === 0) this.#isLimitLogged = false
    }
  }

  #refuse(text: string): Answer {
    this.rejects++
    if (!this.#isLimitLogged) this.#block.log.error(`plugin/forward: ${this.#place}: ${text}`)
    this.#isLimitLogged = true
    return failure(RCODE.REFUSED, { code: EXTENDED_ERROR.OTHER, text })
  }

  async ask(query: Query): Promise<Answer> {
    const others = this.upstreams.all.filter((one) => !one.leadsBack)
    // The set logs hosts without addresses, and loops.
    if (this.upstreams.all.length === 0) return UNKNOWN
    if (others.length === 0) return LOOP
    if (others.every((one) => one.isDown)) {
      this.broken++
      if (this.#options.failsFast) throw new QueryError(`no healthy proxies (${this.#place})`, UNREACHABLE)
    }
    const { policy, transport, maxAttempts, failover } = this.#options
    const order = inOrder(others, policy, this.#turn++)
    const { request } = query
    const question = {
      name: query.spelledName,
      type: query.type,
      class: query.class,
      flags: request.flags,
      dnssecOk: request.hasEdns && request.dnssecOk,
      options: upstreamOptions(request),
    }
    return race(order, question, {
      transport: transport === 'client' ? query.transport : transport,
      maxAttempts: maxAttempts === 0 ? Infinity : (maxAttempts ?? 2 * order.length),
      failover,
      onHedge: () => void this.hedges++,
      onAnswer: ({ name }) => query.labels?.set('forward/upstream', name),
    }).catch((problem: unknown): RelayedAnswer => {
      if (!(problem instanceof QueryError)) throw problem
      throw new QueryError(`${this.#place}: ${problem.message}`, UNREACHABLE)
    })
  }

  get #place(): string {
    return formatPlace(this.#options.directive.place)
  }
}

/** The number of answer records, without decoding a relayed answer. */
function countOf(answer: Answer): number {
  return answer instanceof RelayedAnswer ? answer.answerCount : answer.answer.count
}

/** RFC 8914 §4.23. */
const UNREACHABLE = failure(RCODE.SERVFAIL, {
  code: EXTENDED_ERROR.NO_REACHABLE_AUTHORITY,
  text: 'no upstream has given an answer',
})
const UNKNOWN = failure(RCODE.SERVFAIL, {
  code: EXTENDED_ERROR.NO_REACHABLE_AUTHORITY,
  text: 'the address of no upstream is known',
})
const LOOP = failure(RCODE.SERVFAIL, {
  code: EXTENDED_ERROR.OTHER,
  text: 'the server that would have to be asked is this one',
})
