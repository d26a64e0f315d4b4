/**
 * Names that fail because their service lacks an address: its range is full. NXDOMAIN would be false, and
 * resolvers would cache it. SERVFAIL makes clients retry, and an extended error (RFC 8914) has the reason.
 */
import { type Answer, failure } from '../../wire/answer.ts'
import { EXTENDED_ERROR, RCODE } from '../../wire/constants.ts'
import { type AnyName, joinName, nameKey, type NameKey, parentOf } from '../../wire/name.ts'

/** The failing names of one state of the zones. The names below them fail, too. */
export class FailingNames {
  readonly #byName: ReadonlyMap<NameKey, Answer>

  constructor(byName: ReadonlyMap<NameKey, Answer>) {
    this.#byName = byName
  }

  /** The answer for a failing name; `null`: neither this name nor one above it fails. */
  find(name: AnyName): Answer | null {
    for (let above: NameKey | null = nameKey(name); above !== null; above = parentOf(above)) {
      const found = this.#byName.get(above)
      if (found !== undefined) return found
    }
    return null
  }
}

export class ServiceFailures {
  /** By the name of the service in each zone. */
  readonly #next = new Map<NameKey, Answer>()
  #state: FailingNames | null = null
  #hasChanged = false

  /**
   * Sets the problem of the service with this name in this zone; empty: no problem, or the service is not
   * exposed.
   */
  set(labels: readonly string[], origin: NameKey, problem: string): void {
    if (problem === '' && this.#next.size === 0) return
    const owner = joinName(labels, origin)
    if (owner === null) return
    if (problem === '') {
      if (this.#next.delete(owner)) this.#hasChanged = true
      return
    }
    this.#next.set(owner, failure(RCODE.SERVFAIL, { code: EXTENDED_ERROR.OTHER, text: problem }))
    this.#hasChanged = true
  }

  /** The failing names now, the same object until the next change; `null`: no name fails. */
  get state(): FailingNames | null {
    if (this.#hasChanged) this.#state = this.#next.size === 0 ? null : new FailingNames(new Map(this.#next))
    this.#hasChanged = false
    return this.#state
  }
}
