/**
 * Reasons: why an answer is as it is. A reason is one fact, with the place where a file states it and, where
 * one change would give another answer, that change. `explain` prints reasons, and replies carry them as
 * extended errors (RFC 8914). The codes are stable.
 */
import type { Place } from './diagnostic.ts'

type ReasonCode =
  // --- Services and pods ---
  /** No Service has the name. */
  | 'KZ_WHY_NO_SERVICE'
  // --- The way of a question through a Corefile ---
  /** No server block has a zone for the name. */
  | 'KZ_WHY_NO_ZONE'
  /** The views of all blocks for the name decline the question. */
  | 'KZ_WHY_VIEW'
  /** No directive of the block answers. */
  | 'KZ_WHY_END_OF_BLOCK'
  /** `acl` refuses, filters or drops the question. */
  | 'KZ_WHY_ACL'
  /** `template` answers. */
  | 'KZ_WHY_TEMPLATE'
  /** `template` takes the question, and no pattern of it matches. */
  | 'KZ_WHY_TEMPLATE_PATTERN'
  /** `rewrite` changes the question or the answer. */
  | 'KZ_WHY_REWRITE'
  /** `hosts` has the name. */
  | 'KZ_WHY_HOSTS'
  /** `hosts` has the zone, and not the name. */
  | 'KZ_WHY_HOSTS_MISSING'
  /** An upstream answers, or does not. */
  | 'KZ_WHY_UPSTREAM'
  /** The cache has an answer of an upstream. */
  | 'KZ_WHY_CACHE'
  /** A zone file, or the zone of a primary, has or has not the name. */
  | 'KZ_WHY_ZONE_FILE'
  /** `k8s_external` has or has not the name. */
  | 'KZ_WHY_EXTERNAL'
  /** The block does not hand out its zone. */
  | 'KZ_WHY_TRANSFER'
  /** `kubernetes` would answer with records, if the question came to it. */
  | 'KZ_WHY_SHADOWED'
  /** A directive comes before `kubernetes`, in the fixed order of directives. */
  | 'KZ_WHY_ORDER'
  /** A block without `kubernetes` takes the name. */
  | 'KZ_WHY_BLOCK_TAKES'
  /** A directive answers, and says no more. */
  | 'KZ_WHY_DIRECTIVE'
  /** A directive cannot answer. */
  | 'KZ_WHY_DIRECTIVE_FAILED'
  /** A directive asks another question in place of the client's. */
  | 'KZ_WHY_QUESTION_CHANGED'
  /** A directive turns the answer of another one into something else. */
  | 'KZ_WHY_ANSWER_CHANGED'

export interface Reason {
  readonly code: ReasonCode
  /** One sentence without a full stop. */
  readonly sentence: string
  /** Where the fact is written; left out if no file states it. */
  readonly place?: Place
  /** One change, or the name that was meant: "did you mean db.shop?"; left out if nothing is near. */
  readonly hint?: string
}
