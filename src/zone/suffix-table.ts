/**
 * A table from names to values. `find` returns the value of a name's longest suffix (RFC 1034 §4.3.2 step 2:
 * "the zone which is the nearest ancestor"). Server blocks and plugins find their zones in it. It walks the
 * labels once and allocates nothing.
 */
import { type AnyName, type NameKey, type HashedName, hashedName } from '../wire/name.ts'

interface Entry<Value> {
  readonly octets: Uint8Array
  readonly value: Value
}

export class SuffixTable<Value> {
  /** Entries by the length of their name. Most lengths have no entry, so most labels cost one array read. */
  readonly #byLength: (Map<string, Value> | undefined)[] = Array.from({ length: 256 }, () => undefined)
  /**
   * The entry of each length that has exactly one, as nearly all have. It is compared without a substring.
   */
  readonly #single: (Entry<Value> | undefined)[] = Array.from({ length: 256 }, () => undefined)

  constructor(entries: Iterable<readonly [NameKey, Value]>) {
    for (const [name, value] of entries) {
      const group = this.#byLength[name.length] ?? new Map<string, Value>()
      group.set(name, value)
      this.#byLength[name.length] = group
      this.#single[name.length] =
        group.size === 1 ? { octets: Buffer.from(name, 'latin1'), value } : undefined
    }
  }

  /** A table in which the value of each zone is the zone itself. */
  static ofZones(zones: readonly NameKey[]): SuffixTable<NameKey> {
    return new SuffixTable(zones.map((zone) => [zone, zone] as const))
  }

  /** The value of the longest suffix of `name`, or `undefined`. */
  find(name: AnyName): Value | undefined {
    const hashed = hashedName(name)
    for (let at = 0; ; at += (hashed.octets[at] as number) + 1) {
      const length = hashed.length - at
      const single = this.#single[length]
      if (single !== undefined) {
        if (endsWith(hashed, at, single.octets)) return single.value
      } else {
        const value = this.#byLength[length]?.get(hashed.key.slice(at))
        if (value !== undefined) return value
      }
      if (length <= 1) return undefined
    }
  }
}

/** Whether the octets of `suffix` are at offset `at`. */
function endsWith({ octets }: HashedName, at: number, suffix: Uint8Array): boolean {
  for (let i = 0; i < suffix.length; i++) if (octets[at + i] !== suffix[i]) return false
  return true
}
