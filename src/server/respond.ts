/**
 * Octets in, octets out: parse, find the server block, run its chain, write. What the transports share, and all they know
 * of DNS. The routes can be replaced between two queries (a reload); a query sees one set of them.
 */
import type { Handler } from '../chain/plugin.ts'
import type { Lookup, Query, ReplyMeter, ReportBehind, SocketAddress } from '../chain/query.ts'
import { QueryError } from '../chain/query-error.ts'
import type { SuffixTable } from '../zone/suffix-table.ts'
import {
  type Answer,
  NOT_IMPLEMENTED,
  NOT_OUR_ZONE,
  REFUSED,
  SERVER_FAILURE,
  SILENCE,
} from '../wire/answer.ts'
import { CLASS, EDNS_OPTION, MAX_MESSAGE_OCTETS, RCODE } from '../wire/constants.ts'
import { type NameKey, parentOf } from '../wire/name.ts'
import { type ReplyWriter, udpLimit } from '../wire/reply.ts'
import { VERDICT, type Verdict } from '../wire/request.ts'
import { DueAnswers } from './drain.ts'
import type { FaultOutcome, ReportFault } from './fault-log.ts'

export interface Route {
  /** The zone that the block is for. */
  readonly zone: NameKey
  readonly handler: Handler
  /** For questions of other classes than IN; they are REFUSED without. */
  readonly otherClasses?: Handler
  /** For notices of changes; NOTIMP without. */
  readonly notices?: Handler | null
  /** Whoever counts the zone's replies. */
  readonly meter?: ReplyMeter | null
  /** Whether a query is for this block, which has a view; without it all are. */
  readonly accepts?: ((query: Query) => boolean) | undefined
  /** The zone's next block, for what this one does not accept. */
  readonly otherwise?: Route | undefined
}
export type Routes = SuffixTable<Route>

/** RFC 4034 §5: the one type that lives on the parent's side of a zone cut. */
const DS = 43

/** RFC 8467 §4.1: what a server pads its replies to. */
const PADDED_BLOCK_OCTETS = 468

const REFUSAL_RCODES: Readonly<Record<Verdict, number>> = {
  [VERDICT.OK]: RCODE.NOERROR,
  [VERDICT.DROP]: RCODE.NOERROR,
  [VERDICT.FORMERR]: RCODE.FORMERR,
  [VERDICT.NOTIMP]: RCODE.NOTIMP,
  [VERDICT.BADVERS]: RCODE.BADVERS,
}

/**
 * Reading a clock takes as long as half of finding an answer. Of the answers that are there at once every sixteenth is timed,
 * and stands for the fifteen behind it; those that are waited for are timed one by one.
 */
const TIMED_ONE_IN = 16

export interface ResponderOptions {
  /** Counts the replies to what no route answers; `null` where no route counts either. */
  readonly unrouted?: ReplyMeter | null
  /** From when on queries are answered, as they may lead to other sockets of this server; `null`: at once. */
  readonly opened?: Promise<void> | null
  readonly reportFault?: ReportFault
  /** Whether faults are reported with their stacks. */
  readonly showsStacks?: boolean
}

export class Responder {
  routes: Routes
  unrouted: ReplyMeter | null
  showsStacks: boolean
  readonly #reportFault: ReportFault
  #due = new DueAnswers()
  /** Queries wait for it; `null`: no more. */
  #opened: Promise<void> | null
  /** How long an answer takes that is there at once, and how many such answers since that was measured. */
  #atOnceMs = 0
  #untimed = 0

  constructor(routes: Routes, options: ResponderOptions = {}) {
    const { unrouted = null, opened = null, reportFault = () => undefined, showsStacks = false } = options
    this.routes = routes
    this.unrouted = unrouted
    this.showsStacks = showsStacks
    this.#reportFault = reportFault
    this.#opened = opened
    void opened?.then(() => (this.#opened = null))
  }

  /** Until all answers are there that are due now. Those of later queries, perhaps by other routes, are not waited for. */
  async settled(): Promise<void> {
    const due = this.#due
    this.#due = new DueAnswers()
    await due.none()
  }

  /**
   * Reads `packet` into `query` and answers it: the octets of the reply in `writer` (0: stay silent), or a promise of the
   * answer, in which case `query` belongs to that promise from now on. Throws nothing, and the promise does not reject: a fault
   * of ours is reported, counted, and answered with SERVFAIL.
   */
  respond(
    query: Query,
    packet: Buffer,
    client: SocketAddress,
    writer: ReplyWriter,
  ): number | Promise<Answer> {
    const verdict = query.request.parse(packet)
    if (verdict !== VERDICT.OK) return this.#refuse(query, verdict, client, writer)
    query.begin(client)
    query.meter = this.unrouted
    query.lookup = this.lookup
    query.reportBehind = this.reportBehind
    const isTimed = this.unrouted !== null && ++this.#untimed >= TIMED_ONE_IN
    const began = isTimed ? performance.now() : 0
    const answer = this.#opened?.then(() => this.#answer(query)) ?? this.#answer(query)
    if (answer instanceof Promise) {
      if (this.unrouted !== null) query.began = performance.now()
      this.#due.add(answer)
      return answer
    }
    let octets: number
    let rcode: number
    try {
      octets = this.writeMessage(query, answer, writer)
      rcode = answer.rcode
    } catch (problem) {
      octets = this.writeFailure(query, problem, writer)
      rcode = RCODE.SERVFAIL
    }
    if (isTimed) {
      this.#untimed = 0
      this.#atOnceMs = performance.now() - began
    }
    if (octets > 0) this.#tell(query, octets, rcode, this.#atOnceMs, writer)
    return octets
  }

  /** Writes an answer that was waited for and tells the observers; returns the octets of the reply (0: stay silent). Throws nothing. */
  write(query: Query, answer: Answer, writer: ReplyWriter): number {
    let octets: number
    let rcode: number
    try {
      octets = this.writeMessage(query, answer, writer)
      rcode = answer.rcode
    } catch (problem) {
      octets = this.writeFailure(query, problem, writer)
      rcode = RCODE.SERVFAIL
    }
    const milliseconds = query.meter === null ? 0 : performance.now() - query.began
    if (octets > 0) this.#tell(query, octets, rcode, milliseconds, writer)
    return octets
  }

  /** Writes SERVFAIL in the place of a reply that a fault of ours keeps from being written; returns its octets. */
  writeFailure(query: Query, problem: unknown, writer: ReplyWriter): number {
    this.fault(query, problem, 'SERVFAIL')
    query.continuation = null
    try {
      return this.writeMessage(query, SERVER_FAILURE, writer)
    } catch {
      // The signer is at fault. A reply without a signature tells the client more than silence.
      query.signer = null
      return this.writeMessage(query, SERVER_FAILURE, writer)
    }
  }

  /** Counts and reports what went wrong in kubezone itself. */
  fault(query: Query, problem: unknown, outcome: FaultOutcome): void {
    query.meter?.failed()
    this.#reportFault({ problem, query, outcome, showsStack: this.showsStacks })
  }

  /** Writes one of the messages of a reply that takes several, and tells no observer. Throws what goes wrong. */
  writeMessage(query: Query, answer: Answer, writer: ReplyWriter): number {
    if (answer === SILENCE) return 0
    const { request, signer } = query
    const limit = query.transport === 'tcp' ? MAX_MESSAGE_OCTETS : udpLimit(request)
    if (signer === null) {
      const octets = writer.write(request, answer, limit)
      return isPadded(query) ? writer.pad(octets, PADDED_BLOCK_OCTETS) : octets
    }
    return signer.sign(writer.octets, writer.write(request, answer, limit - signer.octets))
  }

  /** Counts the reply and shows it to the observers. One that throws must not cost the client its reply. */
  #tell(query: Query, octets: number, rcode: number, milliseconds: number, writer: ReplyWriter): void {
    try {
      query.meter?.replied(query, octets, rcode, milliseconds)
    } catch (problem) {
      this.fault(query, problem, 'its answer all the same')
    }
    if (query.observers === null) return
    const reply = { octets: writer.octets.subarray(0, octets), rcode }
    for (const observer of query.observers) {
      try {
        observer(reply)
      } catch (problem) {
        this.fault(query, problem, 'its answer all the same')
      }
    }
  }

  /** For plugins that ask the whole server. */
  readonly lookup: Lookup = (query) => this.#answer(query)

  /** For plugins that ask while the client has its answer already. */
  readonly reportBehind: ReportBehind = (query, problem) => {
    if (!(problem instanceof QueryError)) this.fault(query, problem, 'its answer all the same')
  }

  /** No question has been read, so it has no type to be counted by. */
  #refuse(query: Query, verdict: Verdict, client: SocketAddress, writer: ReplyWriter): number {
    const octets = writer.writeRefusal(query.request, verdict)
    if (this.unrouted === null || octets === 0) return octets
    query.begin(client)
    query.type = 0
    query.meter = this.unrouted
    this.#tell(query, octets, REFUSAL_RCODES[verdict], this.#atOnceMs, writer)
    return octets
  }

  #answer(query: Query): Answer | Promise<Answer> {
    try {
      const answer = this.#ask(query)
      return answer instanceof Promise ? answer.catch((problem) => this.#fail(query, problem)) : answer
    } catch (problem) {
      return this.#fail(query, problem)
    }
  }

  #ask(query: Query): Answer | Promise<Answer> {
    const route = this.#route(query)
    if (query.request.isNotify) return route?.notices?.(query) ?? NOT_IMPLEMENTED
    const isInternet = query.class === CLASS.IN
    const handler = isInternet ? route?.handler : route?.otherClasses
    if (route === undefined || handler === undefined) return isInternet ? NOT_OUR_ZONE : REFUSED
    query.meter = route.meter ?? null
    return handler(query)
  }

  /** A `QueryError` is no fault of ours: it has an answer of its own, and `errors` has logged it where it is configured. */
  #fail(query: Query, problem: unknown): Answer {
    query.continuation = null
    if (problem instanceof QueryError) return problem.answer
    this.fault(query, problem, 'SERVFAIL')
    return SERVER_FAILURE
  }

  #route(query: Query): Route | undefined {
    let route = this.routes.find(query.sought)
    if (route?.accepts !== undefined) route = this.#accepting(query, route)
    if (query.type !== DS || route === undefined || route.zone !== query.name) return route
    return this.#accepting(query, this.#above(query.name)) ?? route
  }

  /** The first block that accepts a query: of those of the zone, in the order of the file, then of the zones above. */
  #accepting(query: Query, first: Route | undefined): Route | undefined {
    for (let zone = first; zone !== undefined; zone = this.#above(zone.zone)) {
      for (let route: Route | undefined = zone; route !== undefined; route = route.otherwise) {
        if (route.accepts === undefined || route.accepts(query)) return route
      }
    }
    return undefined
  }

  #above(zone: NameKey): Route | undefined {
    const parent = parentOf(zone)
    return parent === null ? undefined : this.routes.find(parent)
  }
}

/** RFC 7830 §4: to clients that pad their queries, and where it is of use. */
function isPadded({ secure, request }: Query): boolean {
  return secure !== null && request.hasOption(EDNS_OPTION.PADDING)
}
