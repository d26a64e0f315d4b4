/** A denial of a zone with the reason as an extended error (RFC 8914). */
import type { ExtendedError, RequiredRecords } from './answer.ts'
import { StoredAnswer } from './stored-answer.ts'

export class ExplainedAnswer extends StoredAnswer {
  readonly rcode: number
  readonly #given: StoredAnswer
  readonly #extendedError: ExtendedError

  constructor(given: StoredAnswer, extendedError: ExtendedError) {
    super(given.store, given.at)
    this.rcode = given.rcode
    this.#given = given
    this.#extendedError = extendedError
  }

  override get flags(): number {
    return this.#given.flags
  }

  override get required(): RequiredRecords {
    return this.#given.required
  }

  override get extendedError(): ExtendedError {
    return this.#extendedError
  }
}
