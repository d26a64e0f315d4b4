/**
 * Names that cannot be answered because their service found no address in its range. NXDOMAIN would be a lie that clients
 * remember; SERVFAIL makes them ask again, and says why to those that can read it (RFC 8914).
 */
import { type Answer, failure } from '../../wire/answer.ts'
import { EXTENDED_ERROR, RCODE } from '../../wire/constants.ts'
import { type AnyName, joinName, nameKey, type NameKey, parentOf } from '../../wire/name.ts'

/** The failing names of one state of a zone, with those below them. */
export class FailingNames {
  readonly #byName: ReadonlyMap<NameKey, Answer>

  constructor(byName: ReadonlyMap<NameKey, Answer>) {
    this.#byName = byName
  }

  /** `null`: neither this name nor one above it fails. */
  find(name: AnyName): Answer | null {
    for (let above: NameKey | null = nameKey(name); above !== null; above = parentOf(above)) {
      const found = this.#byName.get(above)
      if (found !== undefined) return found
    }
    return null
  }
}

export class ServiceFailures {
  /** By the service's own name in each zone. */
  readonly #next = new Map<NameKey, Answer>()
  #state: FailingNames | null = null
  #hasChanged = false

  /** What is wrong from now on with the service of this name in this zone; empty: nothing, or it is not shown. */
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

  /** What has been set until now, the same object as long as nothing is set; `null`: no name fails. */
  get state(): FailingNames | null {
    if (this.#hasChanged) this.#state = this.#next.size === 0 ? null : new FailingNames(new Map(this.#next))
    this.#hasChanged = false
    return this.#state
  }
}
