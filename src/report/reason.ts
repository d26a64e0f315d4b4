/**
 * Reasons: why an answer is as it is. A reason is one fact, with the place where a file states it and, where
 * one change would give another answer, that change. `explain` prints reasons, and replies carry them as
 * extended errors (RFC 8914). The codes are stable.
 */
import type { Place } from './diagnostic.ts'

type ReasonCode =
  /** No Service has the name. */
  'KZ_WHY_NO_SERVICE'

export interface Reason {
  readonly code: ReasonCode
  /** One sentence without a full stop. */
  readonly sentence: string
  /** Where the fact is written; left out if no file states it. */
  readonly place?: Place
  /** One change, or the name that was meant: "did you mean db.shop?"; left out if nothing is near. */
  readonly hint?: string
}
