/**
 * Octets in, octets out: parse, find the server block, run its chain, write. What the transports share, and all they know
 * of DNS. The routes can be replaced between two queries (a reload); a query sees one set of them.
 */
import type { Handler } from '../chain/plugin.ts'
import type { Lookup, Query, SocketAddress } from '../chain/query.ts'
import type { SuffixTable } from '../zone/suffix-table.ts'
import { type Answer, NOT_OUR_ZONE, REFUSED, SERVER_FAILURE, SILENCE } from '../wire/answer.ts'
import { CLASS, MAX_MESSAGE_OCTETS } from '../wire/constants.ts'
import { type NameKey, parentOf } from '../wire/name.ts'
import { type ReplyWriter, udpLimit } from '../wire/reply.ts'
import { VERDICT } from '../wire/request.ts'

export interface Route {
  /** The zone that the block is for. */
  readonly zone: NameKey
  readonly handler: Handler
  /** For questions of other classes than IN; they are REFUSED without. */
  readonly otherClasses?: Handler
}
export type Routes = SuffixTable<Route>

/** RFC 4034 §5: the one type that lives on the parent's side of a zone cut. */
const DS = 43

export class Responder {
  routes: Routes

  constructor(routes: Routes) {
    this.routes = routes
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
    if (verdict !== VERDICT.OK) return writer.writeRefusal(query.request, verdict)
    query.begin(client)
    query.lookup = this.lookup
    const answer = this.#answer(query)
    if (answer instanceof Promise) return answer
    try {
      return this.write(query, answer, writer)
    } catch {
      // An answer that cannot be written is a fault of whoever made it, as below.
      return this.write(query, SERVER_FAILURE, writer)
    }
  }

  /** Writes an answer and tells the observers; returns the octets of the reply (0: stay silent). */
  write(query: Query, answer: Answer, writer: ReplyWriter): number {
    if (answer === SILENCE) return 0
    const limit = query.transport === 'tcp' ? MAX_MESSAGE_OCTETS : udpLimit(query.request)
    const octets = writer.write(query.request, answer, limit)
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

  /** For plugins that ask the whole server. */
  readonly lookup: Lookup = (query) => this.#answer(query)

  #answer(query: Query): Answer | Promise<Answer> {
    const route = this.#route(query)
    const isInternet = query.class === CLASS.IN
    const handler = isInternet ? route?.handler : route?.otherClasses
    if (handler === undefined) return isInternet ? NOT_OUR_ZONE : REFUSED
    try {
      const answer = handler(query)
      return answer instanceof Promise ? answer.catch(() => SERVER_FAILURE) : answer
    } catch {
      // A fault of ours. Who wants to know configures `errors`, which has already said it.
      return SERVER_FAILURE
    }
  }

  #route(query: Query): Route | undefined {
    const route = this.routes.find(query.sought)
    if (query.type !== DS || route === undefined || route.zone !== query.name) return route
    const parent = parentOf(query.name)
    return (parent === null ? undefined : this.routes.find(parent)) ?? route
  }
}
