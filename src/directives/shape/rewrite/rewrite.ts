/**
 * `rewrite [continue|stop] FIELD …`: asks the plugins behind it something else than the client asked, and makes of their
 * answer one to the client's question. The rules are tried in the order of the file; the first that does something is the
 * last, unless it says `continue`. What the client reads as its question is always what it sent, letter case included.
 */
import { type Handler, onAnswer, type Plugin } from '../../../chain/plugin.ts'
import { MAX_LOOKUPS, type Query } from '../../../chain/query.ts'
import { QueryError } from '../../../chain/query-error.ts'
import { type Answer, SILENCE, withRecords } from '../../../wire/answer.ts'
import { isTransfer } from '../../../wire/constants.ts'
import { decodeAnswer } from '../../../wire/decode.ts'
import type { Records } from '../../../wire/encode.ts'
import { nameText, parentOf, ROOT } from '../../../wire/name.ts'
import type { Block, Occurrences, PluginDefinition } from '../../../block/definition.ts'
import { readRule } from './read-rule.ts'
import type { Question, Reply, ReplyChange, Rule } from './rule.ts'

function setup(occurrences: Occurrences, block: Block): Plugin {
  const rules = occurrences.flatMap((directive) => readRule(directive, block.report) ?? [])
  return new RewritePlugin(rules)
}

export const rewrite: PluginDefinition = { name: 'rewrite', options: {}, setup }

class RewritePlugin implements Plugin {
  readonly name = 'rewrite'
  readonly takesAllClasses = true
  readonly #rules: readonly Rule[]

  constructor(rules: readonly Rule[]) {
    this.#rules = rules
  }

  readonly attach = (next: Handler): Handler => {
    return (query) => {
      // A zone is handed out under its own name.
      if (isTransfer(query.type)) return next(query)
      const { name, type, class: queryClass, request } = query
      const question: Question = { name, type, class: queryClass, request, query }
      const changes = this.#apply(question)
      if (changes === null) return next(query)
      const asked = rewritten(query, question)
      // Each class has its own data, so one of another class is the whole server's question.
      const ask = asked.class === query.class ? next : asked.lookup
      return onAnswer(ask(asked), (answer) => undo(answer, query, asked, changes))
    }
  }

  /** What is left to do to the reply, in the order in which it is done; `null` if no rule is for this question. */
  #apply(question: Question): readonly ReplyChange[] | null {
    let changes: readonly ReplyChange[] | null = null
    for (const rule of this.#rules) {
      const result = rule.apply(question)
      if (result === null) continue
      changes = [...result.toReversed(), ...(changes ?? [])]
      if (!rule.continues) break
    }
    return changes
  }
}

/** The query itself where only replies change. */
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

/** An answer to `asked` as one to `query`. Its octets lead into the other question's name, so they are decoded. */
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
    // An answer without records is nobody's in particular: the same one goes on, for those who know it.
    if (rcode === answer.rcode && isEmpty(records) && isEmpty(sections)) return answer
    const { flags, extendedError } = answer
    return { ...withRecords(answer, sections, query.name, origin), rcode, flags, extendedError }
  }
  return reply instanceof Promise ? reply.then(finish) : finish(reply)
}

function isEmpty({ answer, authority, additional }: Required<Records>): boolean {
  return answer.length + authority.length + additional.length === 0
}
