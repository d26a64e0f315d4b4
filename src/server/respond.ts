/**
 * Octets in, octets out: parses a query, runs the chain of its server block, and writes the reply. All
 * transports use it, and know no more of DNS. A reload replaces the routes between two queries, so a query
 * sees one set of routes.
 */
import type { Lookup, Query, ReplyMeter, ReportBehind, SocketAddress } from '../chain/query.ts'
import { QueryError } from '../chain/query-error.ts'
import {
  type Answer,
  NOT_IMPLEMENTED,
  NOT_OUR_ZONE,
  REFUSED,
  SERVER_FAILURE,
  SILENCE,
  truncated,
  withoutText,
} from '../wire/answer.ts'
import { parseAddress } from '../wire/address.ts'
import { isLocal } from '../wire/address-scope.ts'
import { CLASS, EDNS_OPTION, MAX_MESSAGE_OCTETS, RCODE } from '../wire/constants.ts'
import { type ReplyWriter, udpLimit } from '../wire/reply.ts'
import { VERDICT, type Verdict } from '../wire/request.ts'
import { PendingAnswers } from './drain.ts'
import type { FaultOutcome, ReportFault } from './fault-log.ts'
import { findRoute, type Routes } from './route.ts'

/** RFC 8467 §4.1: servers pad replies to a multiple of this length. */
const PADDED_BLOCK_OCTETS = 468

const REFUSAL_RCODES: Readonly<Record<Verdict, number>> = {
  [VERDICT.OK]: RCODE.NOERROR,
  [VERDICT.DROP]: RCODE.NOERROR,
  [VERDICT.FORMERR]: RCODE.FORMERR,
  [VERDICT.NOTIMP]: RCODE.NOTIMP,
  [VERDICT.BADVERS]: RCODE.BADVERS,
}

/**
 * Reading the clock costs half as much as finding an answer. Of the synchronous answers every sixteenth is
 * timed, and its time also counts for the next fifteen. Each answer that is a promise is timed.
 */
const TIMED_ONE_IN = 16

export interface ResponderOptions {
  /** Counts replies to queries that no route answers; `null` where routes have no meters either. */
  readonly unrouted?: ReplyMeter | null
  /**
   * Queries wait for it, as their answers may need other sockets of this server; `null`: queries are answered
   * at once.
   */
  readonly opened?: Promise<void> | null
  readonly reportFault?: ReportFault
  /** Reports faults with `showsStack`. */
  readonly showsStacks?: boolean
}

export class Responder {
  routes: Routes
  unrouted: ReplyMeter | null
  showsStacks: boolean
  readonly #reportFault: ReportFault
  #pending = new PendingAnswers()
  /** Queries wait for this promise; `null` once it is resolved. */
  #opened: Promise<void> | null
  /** Time of the last timed synchronous answer, and the number of synchronous answers since. */
  #syncMs = 0
  #untimed = 0
  #lastAddress = ''
  #isLastNear = true

  constructor(routes: Routes, options: ResponderOptions = {}) {
    const { unrouted = null, opened = null, reportFault = () => undefined, showsStacks = false } = options
    this.routes = routes
    this.unrouted = unrouted
    this.showsStacks = showsStacks
    this.#reportFault = reportFault
    this.#opened = opened
    void opened?.then(() => (this.#opened = null))
  }

  /**
   * Resolves when all answers that are pending now have settled. It does not wait for those of later queries,
   * which may have other routes.
   */
  async settled(): Promise<void> {
    const pending = this.#pending
    this.#pending = new PendingAnswers()
    await pending.settled()
  }

  /**
   * Parses `packet` into `query` and answers it. Returns the octets of the reply in `writer` (0: send
   * nothing), or a promise of the answer; then `query` belongs to that promise. Never throws, and the promise
   * never rejects: a fault is reported, counted, and answered with SERVFAIL.
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
      query.request.keep()
      if (this.unrouted !== null) query.began = performance.now()
      this.#pending.add(answer)
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
      this.#syncMs = performance.now() - began
    }
    if (octets > 0) this.#countAndObserve(query, octets, rcode, this.#syncMs, writer)
    return octets
  }

  /**
   * Writes an answer that was a promise, counts it and calls the observers. Returns the octets of the reply
   * (0: send nothing). Never throws.
   */
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
    if (octets > 0) this.#countAndObserve(query, octets, rcode, milliseconds, writer)
    return octets
  }

  /** Writes SERVFAIL in place of a reply that a fault interrupted; returns its octets. */
  writeFailure(query: Query, problem: unknown, writer: ReplyWriter): number {
    this.fault(query, problem, 'SERVFAIL')
    query.continuation = null
    try {
      return this.writeMessage(query, SERVER_FAILURE, writer)
    } catch {
      // The signer throws. An unsigned reply tells the client more than silence.
      query.signer = null
      return this.writeMessage(query, SERVER_FAILURE, writer)
    }
  }

  /** Counts and reports a fault: an error of kubezone itself, which a `QueryError` is not. */
  fault(query: Query, problem: unknown, outcome: FaultOutcome): void {
    if (problem instanceof QueryError) return
    query.meter?.failed()
    this.#reportFault({ problem, query, outcome, showsStack: this.showsStacks })
  }

  /** Writes one message of a reply and calls no observer. Throws what the answer or the signer throws. */
  writeMessage(query: Query, answer: Answer, writer: ReplyWriter): number {
    if (answer === SILENCE) return 0
    const { request, signer } = query
    const limit = query.transport === 'tcp' ? MAX_MESSAGE_OCTETS : udpLimit(request)
    if (signer === null) {
      const octets = this.#compose(query, answer, limit, writer)
      return isPadded(query) ? writer.pad(octets, PADDED_BLOCK_OCTETS) : octets
    }
    return signer.sign(writer.octets, this.#compose(query, answer, limit - signer.octets, writer))
  }

  /**
   * The source of a query over UDP may be forged, so that the reply goes to a victim. To the world a
   * truncated reply has no records, and an extended error no text: then no reply is larger than those of NSD
   * and Knot.
   */
  #compose(query: Query, answer: Answer, limit: number, writer: ReplyWriter): number {
    const { request } = query
    let octets = writer.write(request, answer, limit)
    // Text for people is the first part to give way.
    if (writer.isTruncated && writer.hasText) octets = writer.write(request, withoutText(answer), limit)
    if (query.transport === 'tcp' || !(writer.hasText || writer.isTruncated)) return octets
    if (this.#isNear(query)) return octets
    return writer.write(request, writer.isTruncated ? truncated(answer) : withoutText(answer), limit)
  }

  /** Whether the client is on this machine or in a private network; so is a query without an address. */
  #isNear({ client }: Query): boolean {
    // Most replies with text go to the client of the last one.
    if (client.address === this.#lastAddress) return this.#isLastNear
    const [address = ''] = client.address.split('%')
    const octets = parseAddress(address)
    this.#lastAddress = client.address
    this.#isLastNear = octets === null || isLocal(octets)
    return this.#isLastNear
  }

  /** Counts the reply and calls the observers. An observer that throws must not cost the client its reply. */
  #countAndObserve(
    query: Query,
    octets: number,
    rcode: number,
    milliseconds: number,
    writer: ReplyWriter,
  ): void {
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

  /** For plugins that ask the whole server a derived question. */
  readonly lookup: Lookup = (query) => this.#answer(query)

  /** For plugins that ask a question after the client has its reply. */
  readonly reportBehind: ReportBehind = (query, problem) => {
    this.fault(query, problem, 'its answer all the same')
  }

  /** Counts the refusal without a type, since the question was not parsed. */
  #refuse(query: Query, verdict: Verdict, client: SocketAddress, writer: ReplyWriter): number {
    const octets = writer.writeRefusal(query.request, verdict)
    if (this.unrouted === null || octets === 0) return octets
    query.begin(client)
    query.type = 0
    query.meter = this.unrouted
    this.#countAndObserve(query, octets, REFUSAL_RCODES[verdict], this.#syncMs, writer)
    return octets
  }

  #answer(query: Query): Answer | Promise<Answer> {
    try {
      const answer = this.#handle(query)
      return answer instanceof Promise ? answer.catch((problem) => this.#fail(query, problem)) : answer
    } catch (problem) {
      return this.#fail(query, problem)
    }
  }

  #handle(query: Query): Answer | Promise<Answer> {
    const route = findRoute(this.routes, query)
    if (query.request.isNotify) return route?.notices?.(query) ?? NOT_IMPLEMENTED
    const isInternet = query.class === CLASS.IN
    const handler = isInternet ? route?.handler : route?.otherClasses
    if (route === undefined || handler === undefined) return isInternet ? NOT_OUR_ZONE : REFUSED
    query.meter = route.meter ?? null
    return handler(query)
  }

  /**
   * A `QueryError` is not a fault: it carries its answer, and the plugin `errors` has logged it where
   * configured.
   */
  #fail(query: Query, problem: unknown): Answer {
    query.continuation = null
    if (problem instanceof QueryError) return problem.answer
    this.fault(query, problem, 'SERVFAIL')
    return SERVER_FAILURE
  }
}

/**
 * RFC 7830 §4: a server pads replies only to clients that pad their queries; padding helps only on encrypted
 * connections.
 */
function isPadded({ secure, request }: Query): boolean {
  return secure !== null && request.hasOption(EDNS_OPTION.PADDING)
}
