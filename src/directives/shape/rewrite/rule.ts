/**
 * The interface of a rule: it may change a question, and it may return changes of the reply. The changes run
 * in reverse order of the rules: the last rule that changed the question changes the reply first.
 */
import type { Query } from '../../../chain/query.ts'
import type { Place } from '../../../report/diagnostic.ts'
import type { NameKey } from '../../../wire/name.ts'
import type { Request } from '../../../wire/request.ts'
import type { Records } from '../../../wire/encode.ts'

/** A question after the rules that have been applied so far. */
export interface Question {
  name: NameKey
  type: number
  class: number
  /** The message, whose EDNS options may be forwarded to upstreams. */
  request: Request
  /** The client's query. */
  readonly query: Query
}

export interface Reply extends Required<Records> {
  readonly rcode: number
}

export type ReplyChange = (reply: Reply) => Reply | Promise<Reply>

/** The changes of the reply; `null`: the rule does not apply to the question. */
export type RuleResult = readonly ReplyChange[] | null

/** A rule of the Corefile: where it stands, and its words. */
export interface StatedRule extends Rule {
  readonly place: Place
  readonly text: string
}

export interface Rule {
  /** Whether the next rules are tried after this one applied. */
  readonly continues: boolean
  readonly apply: (question: Question) => RuleResult
}

/** The result of a rule that applied and does not change the reply. */
export const DONE: RuleResult = []
