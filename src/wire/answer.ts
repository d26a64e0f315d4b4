/**
 * An `Answer` is the content of a reply without the client's id and question. Handlers of the chain return
 * it, and `ReplyWriter` writes it. It is immutable: `withRecords` and `withFlags` make changed copies. An
 * object spread does not copy it: a zone's answers are accessors on the store.
 */
import { EXTENDED_ERROR, FLAG, RCODE } from './constants.ts'
import type { NameKey } from './name.ts'
import { encodeSections, type Records } from './encode.ts'
import { EMPTY_SECTION, type Section } from './section.ts'

/** RFC 8914 §2. */
export interface ExtendedError {
  readonly code: number
  /** EXTRA-TEXT: UTF-8 for people, without line breaks; may be empty. */
  readonly text: string
  /** The text in UTF-8, of an error that many replies carry; left out: each reply encodes it. */
  readonly encoded?: Uint8Array
}

/** The records besides the answer section without which a reply is truncated (RFC 2181 §9). */
export interface RequiredRecords {
  /** Whether the authority section is required. */
  readonly authority: boolean
  /** The number of required records of the additional section, which are its first. */
  readonly additional: number
}

export const USUALLY_REQUIRED: RequiredRecords = Object.freeze({ authority: true, additional: 0 })

export interface Answer {
  readonly rcode: number
  /**
   * The bits of `FLAG` that the answer sets: AA, RA and AD, and TC if its source was truncated. The query and
   * the writer set the others.
   */
  readonly flags: number
  readonly answer: Section
  readonly authority: Section
  readonly additional: Section
  readonly required: RequiredRecords
  /** The reply carries it if the query has an OPT record. `null` if there is no extended error. */
  readonly extendedError: ExtendedError | null
}

/** NOERROR, not authoritative, without records: the base of other answers. */
export const EMPTY_ANSWER: Answer = Object.freeze({
  rcode: RCODE.NOERROR,
  flags: 0,
  answer: EMPTY_SECTION,
  authority: EMPTY_SECTION,
  additional: EMPTY_SECTION,
  required: USUALLY_REQUIRED,
  extendedError: null,
})

/** An answer without records. */
export function failure(rcode: number, extendedError: ExtendedError | null = null): Answer {
  return Object.freeze({ ...EMPTY_ANSWER, rcode, extendedError })
}

export const SERVER_FAILURE = failure(RCODE.SERVFAIL)
export const REFUSED = failure(RCODE.REFUSED)
export const NOT_IMPLEMENTED = failure(RCODE.NOTIMP)
/** RFC 8914 §4.21: the name is in no zone of this server. */
export const NOT_OUR_ZONE = failure(RCODE.REFUSED, {
  code: EXTENDED_ERROR.NOT_AUTHORITATIVE,
  text: 'no zone of this server holds that name',
})

/**
 * Marks a query that gets no reply; observers are not called. The server compares by identity, so a handler
 * that changes answers returns this one unchanged.
 */
export const SILENCE = failure(RCODE.REFUSED)

/** A copy of an answer with these flags. */
export function withFlags(given: Answer, flags: number): Answer {
  if (given.flags === flags || given === SILENCE) return given
  // Field by field: a spread does not copy the accessors of a zone's answer.
  const { rcode, answer, authority, additional, required, extendedError } = given
  return { rcode, flags, answer, authority, additional, required, extendedError }
}

/** A copy of an answer with this extended error. */
export function withExtendedError(given: Answer, extendedError: ExtendedError): Answer {
  // Field by field, as in `withFlags`.
  const { rcode, flags, answer, authority, additional, required } = given
  return { rcode, flags, answer, authority, additional, required, extendedError }
}

/** A copy of an answer without the text of its extended error. */
export function withoutText(given: Answer): Answer {
  const { code } = given.extendedError ?? {}
  return code === undefined ? given : withExtendedError(given, { code, text: '' })
}

/** In place of an answer that does not fit: TC, and no record. */
export function truncated(given: Answer): Answer {
  return { ...EMPTY_ANSWER, rcode: given.rcode, flags: given.flags | FLAG.TC, extendedError: codeOf(given) }
}

function codeOf({ extendedError }: Answer): ExtendedError | null {
  return extendedError === null ? null : { code: extendedError.code, text: '' }
}

/** A copy of an answer with these records; `question` and `origin` are those of `encodeSections`. */
export function withRecords(base: Answer, records: Records, question: NameKey, origin: NameKey): Answer {
  // Field by field, as in `withFlags`.
  const { rcode, flags, required, extendedError } = base
  const sections = encodeSections(records, question, origin)
  return Object.freeze({ rcode, flags, required, extendedError, ...sections })
}
