/**
 * Finds the longest suffix of a name among a few (RFC 1034 §4.3.2 step 2: "the zone which is the nearest ancestor"): server
 * blocks by zone, zones of a plugin. One walk over the name's labels, no allocation.
 */
import { type AnyName, type NameKey, type SoughtName, soughtName } from '../wire/name.ts'

interface Entry<Value> {
  readonly octets: Uint8Array
  readonly value: Value
}

export class SuffixTable<Value> {
  /** Entries by the length of their name: most lengths have none, so most labels cost one array read. */
  readonly #byLength: (Map<string, Value> | undefined)[] = Array.from({ length: 256 }, () => undefined)
  /** Where one length has a single entry, which is nearly always, no substring needs to be made. */
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

  /** Zones, each its own value. */
  static ofZones(zones: readonly NameKey[]): SuffixTable<NameKey> {
    return new SuffixTable(zones.map((zone) => [zone, zone] as const))
  }

  /** The value of the longest suffix of `name`, or `undefined`. */
  find(name: AnyName): Value | undefined {
    const sought = soughtName(name)
    for (let at = 0; ; at += (sought.octets[at] as number) + 1) {
      const length = sought.length - at
      const single = this.#single[length]
      if (single !== undefined) {
        if (endsWith(sought, at, single.octets)) return single.value
      } else {
        const value = this.#byLength[length]?.get(sought.key.slice(at))
        if (value !== undefined) return value
      }
      if (length <= 1) return undefined
    }
  }
}

/** Whether the octets from `at` on, as many as there are in `suffix`, are these. */
function endsWith({ octets }: SoughtName, at: number, suffix: Uint8Array): boolean {
  for (let i = 0; i < suffix.length; i++) if (octets[at + i] !== suffix[i]) return false
  return true
}
