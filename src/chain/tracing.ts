/**
 * A chain that records the way of a query: which handlers it passed, what each gave to the next one and got
 * back. It is composed for one explanation at a time, beside the chain that answers clients, whose handlers
 * know nothing of it.
 */
import type { Answer } from '../wire/answer.ts'
import { END_OF_CHAIN, type Handler, onAnswer, type Plugin } from './plugin.ts'
import type { Query } from './query.ts'

/** One call of a plugin's handler. */
export interface Pass {
  readonly plugin: Plugin
  readonly query: Query
  /** What the handler returned; `null` if it threw. */
  answer: Answer | null
  /** What the handler threw; `null` if it returned. */
  problem: unknown
  /** What the handler asked the next one, in order. */
  readonly handedOn: HandedOn[]
}

export interface HandedOn {
  readonly query: Query
  /** `null` if the next handler threw. */
  answer: Answer | null
}

/** As `compose`; appends each call of a handler to `passes`, in the order of their beginnings. */
export function composeTraced(plugins: readonly Plugin[], passes: Pass[]): Handler {
  return plugins.reduceRight((next, plugin) => traced(plugin, next, passes), END_OF_CHAIN)
}

function traced(plugin: Plugin, next: Handler, passes: Pass[]): Handler {
  /** The calls in progress; a handler that waits leaves its call open. */
  const open: Pass[] = []
  const handler = plugin.attach?.((query) => {
    const handed: HandedOn = { query, answer: null }
    open.at(-1)?.handedOn.push(handed)
    return onAnswer(next(query), (answer) => (handed.answer = answer))
  })
  if (handler === undefined) return next
  return (query) => {
    const pass: Pass = { plugin, query, answer: null, problem: null, handedOn: [] }
    const fail = (problem: unknown): never => {
      open.splice(open.indexOf(pass), 1)
      pass.problem = problem
      throw problem
    }
    const end = (answer: Answer): Answer => {
      open.splice(open.indexOf(pass), 1)
      return (pass.answer = answer)
    }
    passes.push(pass)
    open.push(pass)
    try {
      const answer = handler(query)
      return answer instanceof Promise ? answer.then(end, fail) : end(answer)
    } catch (problem) {
      return fail(problem)
    }
  }
}

/** The call that made the answer: the last one that asked no other. `null`: the query came to the end. */
export function decidingPass(passes: readonly Pass[]): Pass | null {
  const last = passes.at(-1)
  return last?.handedOn.length === 0 ? last : null
}

/** The calls that gave another question to the next handler, or returned another answer than it gave. */
export function changingPasses(passes: readonly Pass[]): Pass[] {
  return passes.filter(({ query, answer, handedOn }) => {
    const last = handedOn.at(-1)
    if (last === undefined) return false
    return last.answer !== answer || handedOn.length > 1 || !isSameQuestion(last.query, query)
  })
}

export function isSameQuestion(a: Query, b: Query): boolean {
  return a.name === b.name && a.type === b.type && a.class === b.class
}
