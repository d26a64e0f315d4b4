/**
 * What a rule is: it looks at a question on its way in and may change it, and it may leave something to be done to the
 * reply on its way out. Replies are undone in reverse: the last rule that changed the question sees the reply first.
 */
import type { Query } from '../../../chain/query.ts'
import type { NameKey } from '../../../wire/name.ts'
import type { Request } from '../../../wire/request.ts'
import type { Records } from '../../../wire/encode.ts'

/** A question as the rules so far have left it. */
export interface Question {
  name: NameKey
  type: number
  class: number
  /** The message: its EDNS options are what others may be asked with. */
  request: Request
  /** As the client asked it. */
  readonly query: Query
}

export interface Reply extends Required<Records> {
  readonly rcode: number
}

export type ReplyChange = (reply: Reply) => Reply | Promise<Reply>

/** What a rule did: nothing, as it is not for this question (`null`), or something, with what is left for the reply. */
export type RuleResult = readonly ReplyChange[] | null

export interface Rule {
  /** Whether the rules behind it are tried, too, once it has done something. */
  readonly continues: boolean
  readonly apply: (question: Question) => RuleResult
}

/** A rule that has done all it does. */
export const DONE: RuleResult = []
