/**
 * The records that prove to validating resolvers what a signed zone does not have (RFC 4035 §3.1.3). Each
 * method returns the owner names of the records; `encloser` is the closest encloser of `name`, the nearest
 * name above it that exists (RFC 4592 §3.3.1).
 */
import { type NameKey, wildcardBelow } from '../wire/name.ts'
import { NSEC } from '../wire/types/nsec.ts'
import { lastNotAfter, orderKey, sorted } from './canonical-order.ts'
import type { Steps } from './steps.ts'

export interface Denial {
  /** The type of the records: NSEC or NSEC3. */
  readonly type: number
  /** `name` exists without the type, or is a delegation without DS. `above` is the name above it. */
  noData(name: NameKey, above: NameKey): readonly NameKey[]
  nameError(name: NameKey, encloser: NameKey): readonly NameKey[]
  /** `name` does not exist, so the wildcard below the encloser answers for it. */
  wildcardAnswer(name: NameKey, encloser: NameKey): readonly NameKey[]
  /** As `wildcardAnswer`, but the wildcard does not have the type. */
  wildcardNoData(name: NameKey, encloser: NameKey): readonly NameKey[]
}

/** A zone with RRSIG records and without a chain of NSEC or NSEC3 records proves nothing. */
export const NO_DENIAL: Denial = {
  type: NSEC.number,
  noData: () => [],
  nameError: () => [],
  wildcardAnswer: () => [],
  wildcardNoData: () => [],
}

/** RFC 4035 §3.1.3. */
export class NsecDenial implements Denial {
  readonly type = NSEC.number
  /** The sort keys of the owners of NSEC records, ascending, and the owners by key. */
  readonly #keys: readonly string[]
  readonly #owners: ReadonlyMap<string, NameKey>

  private constructor(keys: readonly string[], owners: ReadonlyMap<string, NameKey>) {
    this.#keys = keys
    this.#owners = owners
  }

  static *of(owners: readonly NameKey[]): Steps<NsecDenial> {
    const byKey = new Map<string, NameKey>()
    for (const owner of owners) {
      yield
      byKey.set(orderKey(owner), owner)
    }
    return new NsecDenial(yield* sorted([...byKey.keys()]), byKey)
  }

  /** The NSEC record at the name, or the one whose gap the name falls into. */
  #at(name: NameKey): readonly NameKey[] {
    const key = this.#keys[lastNotAfter(this.#keys, orderKey(name))]
    const owner = key === undefined ? undefined : this.#owners.get(key)
    return owner === undefined ? [] : [owner]
  }

  noData(name: NameKey): readonly NameKey[] {
    return this.#at(name)
  }

  nameError(name: NameKey, encloser: NameKey): readonly NameKey[] {
    return [...this.#at(name), ...this.#at(wildcardBelow(encloser))]
  }

  wildcardAnswer(name: NameKey): readonly NameKey[] {
    return this.#at(name)
  }

  wildcardNoData(name: NameKey, encloser: NameKey): readonly NameKey[] {
    return [...this.#at(name), ...this.#at(wildcardBelow(encloser))]
  }
}
