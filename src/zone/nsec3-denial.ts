/** Hashed denial of existence (RFC 5155 §7.2). */
import { createHash } from 'node:crypto'
import { isWithin, type NameKey, parentOf, wildcardBelow } from '../wire/name.ts'
import { base32Text } from '../wire/fields/hashed-denial.ts'
import { NSEC3 } from '../wire/types/nsec3.ts'
import { lastNotAfter, sorted } from './canonical-order.ts'
import type { Denial } from './denial.ts'
import type { Steps } from './steps.ts'

/**
 * RFC 5155 §10.3 allows more for keys of more than 2048 bits; RFC 9276 §3.1 wants none. Each denial costs up
 * to five times as many hashes.
 */
export const MAX_ITERATIONS = 500

export interface Nsec3Parameters {
  readonly iterations: number
  /** As octets. */
  readonly salt: string
}

export class Nsec3Denial implements Denial {
  readonly type = NSEC3.number
  readonly #origin: NameKey
  readonly #parameters: Nsec3Parameters
  /** The owners of NSEC3 records, as in the zone, ascending. They have one length, so they sort as hashes. */
  readonly #owners: readonly string[]

  private constructor(origin: NameKey, parameters: Nsec3Parameters, owners: readonly string[]) {
    this.#origin = origin
    this.#parameters = parameters
    this.#owners = owners
  }

  /** `owners` are those of the NSEC3 records with these parameters. */
  static *of(origin: NameKey, parameters: Nsec3Parameters, owners: readonly NameKey[]): Steps<Nsec3Denial> {
    return new Nsec3Denial(origin, parameters, yield* sorted(owners))
  }

  noData(name: NameKey, above: NameKey): readonly NameKey[] {
    const match = this.#match(name)
    // RFC 5155 §7.2.4, §7.2.7: an opt-out span has no record for a delegation without DS.
    return match === null ? this.#closestEncloser(name, above).proof : [match]
  }

  nameError(name: NameKey, encloser: NameKey): readonly NameKey[] {
    const { name: proven, proof } = this.#closestEncloser(name, encloser)
    return [...proof, ...this.#cover(wildcardBelow(proven))]
  }

  wildcardAnswer(name: NameKey, encloser: NameKey): readonly NameKey[] {
    return this.#cover(nextCloser(name, encloser))
  }

  wildcardNoData(name: NameKey, encloser: NameKey): readonly NameKey[] {
    const match = this.#match(wildcardBelow(encloser))
    return [...this.#closestEncloser(name, encloser).proof, ...(match === null ? [] : [match])]
  }

  /** RFC 5155 §7.2.1, from the nearest name at or above `encloser` that has an NSEC3 record. */
  #closestEncloser(name: NameKey, encloser: NameKey): { name: NameKey; proof: readonly NameKey[] } {
    for (let above: NameKey | null = encloser; above !== null; above = parentOf(above)) {
      if (!isWithin(above, this.#origin)) break
      const match = this.#match(above)
      if (match !== null) return { name: above, proof: [match, ...this.#cover(nextCloser(name, above))] }
    }
    return { name: this.#origin, proof: [] }
  }

  #match(name: NameKey): NameKey | null {
    const owner = this.#ownerFor(name)
    return this.#owners[lastNotAfter(this.#owners, owner)] === owner ? owner : null
  }

  /**
   * The record whose span the hash of a name falls into. RFC 5155 §7.1: the last span goes round to the
   * first.
   */
  #cover(name: NameKey): readonly NameKey[] {
    const index = lastNotAfter(this.#owners, this.#ownerFor(name))
    const owner = this.#owners.at(index)
    return owner === undefined ? [] : [owner as NameKey]
  }

  /** RFC 5155 §5. */
  #ownerFor(name: NameKey): NameKey {
    const salt = Buffer.from(this.#parameters.salt, 'latin1')
    let digest = Buffer.from(name, 'latin1')
    for (let i = 0; i <= this.#parameters.iterations; i++) {
      digest = createHash('sha1').update(digest).update(salt).digest()
    }
    const label = base32Text(digest.toString('latin1')).toLowerCase()
    return (String.fromCharCode(label.length) + label + this.#origin) as NameKey
  }
}

/** RFC 5155 §1.3: the name one label longer than its closest encloser. */
function nextCloser(name: NameKey, encloser: NameKey): NameKey {
  for (let next: NameKey = name; ; ) {
    const above = parentOf(next)
    if (above === null || above.length <= encloser.length) return next
    next = above
  }
}
