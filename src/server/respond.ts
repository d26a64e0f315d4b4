/**
 * Octets in, octets out: parse, find the server block, run its chain, write. What the transports share, and all they know
 * of DNS. The routes can be replaced between two queries (a reload); a query sees one set of them.
 */
import type { Handler } from '../chain/plugin.ts'
import type { Lookup, Query, ReplyMeter, SocketAddress } from '../chain/query.ts'
import type { SuffixTable } from '../zone/suffix-table.ts'
import {
  type Answer,
  NOT_IMPLEMENTED,
  NOT_OUR_ZONE,
  REFUSED,
  SERVER_FAILURE,
  SILENCE,
} from '../wire/answer.ts'
import { CLASS, MAX_MESSAGE_OCTETS, RCODE } from '../wire/constants.ts'
import { type NameKey, parentOf } from '../wire/name.ts'
import { type ReplyWriter, udpLimit } from '../wire/reply.ts'
import { VERDICT, type Verdict } from '../wire/request.ts'
import { DueAnswers } from './drain.ts'

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
}
export type Routes = SuffixTable<Route>

/** RFC 4034 §5: the one type that lives on the parent's side of a zone cut. */
const DS = 43

const REFUSAL_RCODES: Readonly<Record<Verdict, number>> = {
  [VERDICT.OK]: RCODE.NOERROR,
  [VERDICT.DROP]: RCODE.NOERROR,
  [VERDICT.FORMERR]: RCODE.FORMERR,
  [VERDICT.NOTIMP]: RCODE.NOTIMP,
  [VERDICT.BADVERS]: RCODE.BADVERS,
}

export class Responder {
  routes: Routes
  /** Counts the replies to what no route answers; `null` where no route counts either. */
  unrouted: ReplyMeter | null
  #due = new DueAnswers()

  constructor(routes: Routes, unrouted: ReplyMeter | null = null) {
    this.routes = routes
    this.unrouted = unrouted
  }

  /** Until all answers are there that are due now. Those of later queries, perhaps by other routes, are not waited for. */
  async settled(): Promise<void> {
    const due = this.#due
    this.#due = new DueAnswers()
    await due.none()
  }

  /**
   * Reads `packet` into `query` and answers it: the octets of the reply in `writer` (0: stay silent), or a promise of the
   * answer, in which case `query` belongs to that promise from now on.
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
    if (this.unrouted !== null) {
      query.meter = this.unrouted
      query.began = performance.now()
    }
    query.lookup = this.lookup
    const answer = this.#answer(query)
    if (answer instanceof Promise) {
      this.#due.add(answer)
      return answer
    }
    try {
      return this.write(query, answer, writer)
    } catch {
      // An answer that cannot be written is a fault of whoever made it, as below.
      query.continuation = null
      return this.write(query, SERVER_FAILURE, writer)
    }
  }

  /** Writes an answer and tells the observers; returns the octets of the reply (0: stay silent). */
  write(query: Query, answer: Answer, writer: ReplyWriter): number {
    if (answer === SILENCE) return 0
    const octets = this.writeMessage(query, answer, writer)
    if (query.meter !== null) query.meter.replied(query, octets, answer.rcode)
    if (query.observers !== null) {
      const reply = { octets: writer.octets.subarray(0, octets), rcode: answer.rcode }
      for (const observer of query.observers) {
        try {
          observer(reply)
        } catch {
          // Who counts or logs is no reason to leave a client without its reply.
        }
      }
    }
    return octets
  }

  /** Writes one of the messages of a reply that takes several; nobody is told. */
  writeMessage(query: Query, answer: Answer, writer: ReplyWriter): number {
    const { request, signer } = query
    const limit = query.transport === 'tcp' ? MAX_MESSAGE_OCTETS : udpLimit(request)
    if (signer === null) return writer.write(request, answer, limit)
    return signer.sign(writer.octets, writer.write(request, answer, limit - signer.octets))
  }

  /** For plugins that ask the whole server. */
  readonly lookup: Lookup = (query) => this.#answer(query)

  /** No question has been read, so it has no type to be counted by. */
  #refuse(query: Query, verdict: Verdict, client: SocketAddress, writer: ReplyWriter): number {
    const octets = writer.writeRefusal(query.request, verdict)
    if (this.unrouted === null || octets === 0) return octets
    query.begin(client)
    query.type = 0
    query.began = performance.now()
    this.unrouted.replied(query, octets, REFUSAL_RCODES[verdict])
    return octets
  }

  #answer(query: Query): Answer | Promise<Answer> {
    const route = this.#route(query)
    if (query.request.isNotice) return this.#notify(query, route)
    const isInternet = query.class === CLASS.IN
    const handler = isInternet ? route?.handler : route?.otherClasses
    if (route === undefined || handler === undefined) return isInternet ? NOT_OUR_ZONE : REFUSED
    if (query.depth === 0) query.meter = route.meter ?? null
    return ask(handler, query, route)
  }

  #notify(query: Query, route: Route | undefined): Answer | Promise<Answer> {
    const handler = route?.notices ?? null
    return route === undefined || handler === null ? NOT_IMPLEMENTED : ask(handler, query, route)
  }

  #route(query: Query): Route | undefined {
    const route = this.routes.find(query.sought)
    if (query.type !== DS || route === undefined || route.zone !== query.name) return route
    const parent = parentOf(query.name)
    return (parent === null ? undefined : this.routes.find(parent)) ?? route
  }
}

function ask(handler: Handler, query: Query, route: Route): Answer | Promise<Answer> {
  try {
    const answer = handler(query)
    return answer instanceof Promise ? answer.catch(() => fail(route)) : answer
  } catch {
    return fail(route)
  }
}

/** A fault of ours. Who wants to know configures `errors`, which has already said it. */
function fail(route: Route): Answer {
  route.meter?.failed()
  return SERVER_FAILURE
}
