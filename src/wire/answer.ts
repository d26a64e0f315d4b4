/**
 * What a reply says, apart from whom it is said to: the currency of the handler chain, and what `ReplyWriter` writes. An
 * `Answer` is immutable; whoever wants to change one makes another, with `withRecords`. Not with a spread: a zone's answers
 * are read where they are stored, and have accessors only.
 */
import { EXTENDED_ERROR, RCODE } from './constants.ts'
import type { NameKey } from './name.ts'
import { encodeSections, type Records } from './encode.ts'
import { EMPTY_SECTION, type Section } from './section.ts'

/** RFC 8914 §2. */
export interface ExtendedError {
  readonly code: number
  /** UTF-8 text for people, without line breaks; may be empty. */
  readonly text: string
}

export interface Answer {
  readonly rcode: number
  /**
   * Bits of `FLAG` that the answer decides: AA, RA, AD; TC if what it was made from was cut already. The others come from the
   * query or from the writing.
   */
  readonly flags: number
  readonly answer: Section
  readonly authority: Section
  readonly additional: Section
  /** Sent to clients that speak EDNS. */
  readonly extendedError: ExtendedError | null
}

/** NOERROR, not authoritative, empty: what other answers are made from. */
export const EMPTY_ANSWER: Answer = Object.freeze({
  rcode: RCODE.NOERROR,
  flags: 0,
  answer: EMPTY_SECTION,
  authority: EMPTY_SECTION,
  additional: EMPTY_SECTION,
  extendedError: null,
})

/** An answer that is an rcode and nothing else. */
export function failure(rcode: number, extendedError: ExtendedError | null = null): Answer {
  return Object.freeze({ ...EMPTY_ANSWER, rcode, extendedError })
}

export const SERVER_FAILURE = failure(RCODE.SERVFAIL)
export const REFUSED = failure(RCODE.REFUSED)
export const NOT_IMPLEMENTED = failure(RCODE.NOTIMP)
/** For names that no zone here holds. RFC 8914 §4.21. */
export const NOT_OUR_ZONE = failure(RCODE.REFUSED, {
  code: EXTENDED_ERROR.NOT_AUTHORITATIVE,
  text: 'no zone of this server holds that name',
})

/** No reply at all; nobody observes one either. Whoever changes answers leaves this one as it is: it is known by identity. */
export const SILENCE = failure(RCODE.REFUSED)

/** An answer with other flags. */
export function withFlags(given: Answer, flags: number): Answer {
  if (given.flags === flags || given === SILENCE) return given
  // Field by field, as below.
  const { rcode, answer, authority, additional, extendedError } = given
  return { rcode, flags, answer, authority, additional, extendedError }
}

/** An answer with other records; `question` and `origin` as for `encodeSections`. */
export function withRecords(base: Answer, records: Records, question: NameKey, origin: NameKey): Answer {
  // Field by field: an answer from a zone has nothing of its own that a spread would copy.
  const { rcode, flags, extendedError } = base
  return Object.freeze({ rcode, flags, extendedError, ...encodeSections(records, question, origin) })
}
