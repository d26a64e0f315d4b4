/**
 * Asks a site a question as a client would, and records who answered: the server block, the directives that
 * the question passed, and the questions that they asked in turn. Nothing is sent but what `forward` sends.
 */
import { composeTraced, type Pass } from '../../chain/tracing.ts'
import type { Plugin } from '../../chain/plugin.ts'
import { Query, type SocketAddress } from '../../chain/query.ts'
import { QueryError } from '../../chain/query-error.ts'
import { encodeQuery, type Question } from '../../client/message.ts'
import { findRoute, type Route, type RoutedBlock, type Routes } from '../../server/route.ts'
import { type Answer, NOT_OUR_ZONE, SERVER_FAILURE } from '../../wire/answer.ts'
import { type NameKey, parentOf } from '../../wire/name.ts'

/** A question and its way through the site. */
export interface Visit {
  readonly query: Query
  /** The block that took the question; `null`: no block has a zone for it, or accepts it. */
  readonly block: RoutedBlock | null
  /** The blocks of a zone of the name, whose views did not accept the question, longest zone first. */
  readonly declined: readonly RoutedBlock[]
  readonly passes: readonly Pass[]
  readonly answer: Answer
  /** Why a directive could not answer; empty: it could. */
  readonly problem: string
  /** What the directives asked the whole server on behalf of this question, in order. */
  readonly lookups: readonly Visit[]
}

export class Tracer {
  readonly #routes: Routes
  readonly #client: SocketAddress
  readonly #server: SocketAddress

  constructor(routes: Routes, client: SocketAddress, server: SocketAddress) {
    this.#routes = routes
    this.#client = client
    this.#server = server
  }

  async ask(question: Question): Promise<Visit> {
    const query = new Query()
    query.request.parse(encodeQuery(0, question, true))
    query.begin(this.#client)
    query.server = this.#server
    return this.#visit(query)
  }

  /**
   * What one plugin would answer by itself, if the question came to it; `null`: it would pass it on, or it
   * cannot answer.
   */
  async askAlone(plugin: Plugin, query: Query): Promise<Answer | null> {
    const passes: Pass[] = []
    try {
      const answer = await composeTraced([plugin], passes)(query)
      return passes[0]?.handedOn.length === 0 ? answer : null
    } catch {
      return null
    }
  }

  async #visit(query: Query): Promise<Visit> {
    const lookups: Visit[] = []
    query.lookup = async (derived) => {
      const visit = await this.#visit(derived)
      lookups.push(visit)
      return visit.answer
    }
    const route = findRoute(this.#routes, query)
    const block = route?.block ?? null
    const declined = this.#declined(query.name, route)
    const passes: Pass[] = []
    const whole = { query, block, declined, passes, lookups }
    if (block === null) return { ...whole, answer: NOT_OUR_ZONE, problem: '' }
    try {
      return { ...whole, answer: await composeTraced(block.plugins, passes)(query), problem: '' }
    } catch (problem) {
      const answer = problem instanceof QueryError ? problem.answer : SERVER_FAILURE
      return { ...whole, answer, problem: problem instanceof Error ? problem.message : String(problem) }
    }
  }

  /** The blocks that have a zone of the name, the one with the longest first; of one zone, as in the file. */
  blocksFor(name: NameKey): RoutedBlock[] {
    return this.#routesFor(name).flatMap(({ block }) => block ?? [])
  }

  #declined(name: NameKey, chosen: Route | undefined): RoutedBlock[] {
    const routes = this.#routesFor(name)
    const end = chosen === undefined ? routes.length : routes.indexOf(chosen)
    return routes.slice(0, end).flatMap(({ block }) => block ?? [])
  }

  #routesFor(name: NameKey): Route[] {
    const found: Route[] = []
    for (let zone: NameKey | null = name; zone !== null; zone = parentOf(zone)) {
      const first = this.#routes.find(zone)
      // `find` gives the route of the longest suffix: look at each zone once.
      if (first?.zone !== zone) continue
      for (let route: Route | undefined = first; route !== undefined; route = route.otherwise)
        found.push(route)
    }
    return found
  }
}
