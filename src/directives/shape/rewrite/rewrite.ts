/**
 * `rewrite [continue|stop] FIELD …`: changes the question for the plugins after it, and converts their answer
 * to an answer to the client's question. The rules are tried in the order of the file, up to the first that
 * applies without `continue`. The question section of the reply is always the client's, in its letter case.
 */
import { type Handler, onAnswer, type Plugin } from '../../../chain/plugin.ts'
import { MAX_LOOKUPS, type Query } from '../../../chain/query.ts'
import { QueryError } from '../../../chain/query-error.ts'
import { type Answer, SILENCE, withRecords } from '../../../wire/answer.ts'
import { isTransfer } from '../../../wire/constants.ts'
import { decodeAnswer } from '../../../wire/decode.ts'
import type { Records } from '../../../wire/encode.ts'
import type { Reason } from '../../../report/reason.ts'
import { typeName } from '../../../wire/record-types.ts'
import { nameText, parentOf, ROOT } from '../../../wire/name.ts'
import type { Block, Occurrences, PluginDefinition } from '../../../block/definition.ts'
import { readRule } from './read-rule.ts'
import type { Question, Reply, ReplyChange, StatedRule } from './rule.ts'

function setup(occurrences: Occurrences, block: Block): Plugin {
  const rules = occurrences.flatMap((directive) => readRule(directive, block.report) ?? [])
  return new RewritePlugin(rules)
}

export const rewrite: PluginDefinition = { name: 'rewrite', options: {}, setup }

class RewritePlugin implements Plugin {
  readonly name = 'rewrite'
  readonly takesAllClasses = true
  readonly #rules: readonly StatedRule[]

  constructor(rules: readonly StatedRule[]) {
    this.#rules = rules
  }

  readonly attach = (next: Handler): Handler => {
    return (query) => {
      // A zone transfer uses the zone's own name.
      if (isTransfer(query.type)) return next(query)
      const question = questionOf(query)
      const changes = this.#apply(question)
      if (changes === null) return next(query)
      const asked = rewritten(query, question)
      // The next plugins serve one class, so a question of another class goes to the whole server.
      const ask = asked.class === query.class ? next : asked.lookup
      return onAnswer(ask(asked), (answer) => undo(answer, query, asked, changes))
    }
  }

  readonly explain = (query: Query): Reason | null => {
    const question: Question = questionOf(query)
    const applied: StatedRule[] = []
    if (isTransfer(query.type) || this.#apply(question, applied) === null) return null
    const [first] = applied
    if (first === undefined) return null
    const isSame = question.name === query.name && question.type === query.type
    const type = question.type === query.type ? '' : ` ${typeName(question.type)}`
    const asked = `${nameText(question.name)}${type}`
    const sentence = isSame
      ? `'${first.text}' applies to the answer`
      : `'${first.text}' asks for ${asked} in place of ${nameText(query.name)}`
    return { code: 'KZ_WHY_REWRITE', sentence, place: first.place }
  }

  /**
   * Applies the rules to `question`. Returns the changes of the reply in their order; `null` if no rule
   * applies. Appends the rules that apply to `applied`.
   */
  #apply(question: Question, applied?: StatedRule[]): readonly ReplyChange[] | null {
    let changes: readonly ReplyChange[] | null = null
    for (const rule of this.#rules) {
      const result = rule.apply(question)
      if (result === null) continue
      applied?.push(rule)
      changes = [...result.toReversed(), ...(changes ?? [])]
      if (!rule.continues) break
    }
    return changes
  }
}

function questionOf(query: Query): Question {
  const { name, type, class: queryClass, request } = query
  return { name, type, class: queryClass, request, query }
}

/** The query for the next plugins; `query` itself if the question is unchanged. */
function rewritten(query: Query, question: Question): Query {
  const isSame =
    question.name === query.name &&
    question.type === query.type &&
    question.class === query.class &&
    question.request === query.request
  if (isSame) return query
  const asked = query.derive(question.name, question)
  if (asked === null)
    throw new QueryError(`rewrites and aliases of ${nameText(query.name)} exceed ${MAX_LOOKUPS} steps`)
  return asked
}

/**
 * Converts an answer to `asked` to one to `query`. Its octets point into the name of `asked`, so they are
 * decoded.
 */
function undo(
  answer: Answer,
  query: Query,
  asked: Query,
  changes: readonly ReplyChange[],
): Answer | Promise<Answer> {
  const isSameName = asked.name === query.name
  if (answer === SILENCE || (isSameName && changes.length === 0)) return answer
  const records = decodeAnswer(answer, isSameName ? query.spelledName : asked.name)
  let reply: Reply | Promise<Reply> = { rcode: answer.rcode, ...records }
  for (const change of changes) {
    reply = reply instanceof Promise ? reply.then(change) : change(reply)
  }
  const origin = parentOf(query.name) ?? ROOT
  const finish = ({ rcode, ...sections }: Reply): Answer => {
    // An answer without records contains no name to restore, so the same object is returned.
    if (rcode === answer.rcode && isEmpty(records) && isEmpty(sections)) return answer
    const { flags, extendedError } = answer
    return { ...withRecords(answer, sections, query.name, origin), rcode, flags, extendedError }
  }
  return reply instanceof Promise ? reply.then(finish) : finish(reply)
}

function isEmpty({ answer, authority, additional }: Required<Records>): boolean {
  return answer.length + authority.length + additional.length === 0
}
