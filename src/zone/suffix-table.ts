/**
 * Finds the longest suffix of a name among a few (RFC 1034 §4.3.2 step 2: "the zone which is the nearest ancestor"): server
 * blocks by zone, zones of a plugin. One walk over the name's labels, no allocation.
 */
import type { NameKey } from '../wire/name.ts'

export class SuffixTable<Value> {
  /** Entries by the length of their name: most lengths have none, so most labels cost one array read. */
  readonly #byLength: (Map<string, Value> | undefined)[] = Array.from({ length: 256 }, () => undefined)
  /** Where one length has a single entry, which is nearly always, no substring needs to be made. */
  readonly #single: ({ readonly name: string; readonly value: Value } | undefined)[] = Array.from(
    { length: 256 },
    () => undefined,
  )

  constructor(entries: Iterable<readonly [NameKey, Value]>) {
    for (const [name, value] of entries) {
      const group = this.#byLength[name.length] ?? new Map<string, Value>()
      group.set(name, value)
      this.#byLength[name.length] = group
      this.#single[name.length] = group.size === 1 ? { name, value } : undefined
    }
  }

  /** The value of the longest suffix of `name`, or `undefined`. */
  find(name: NameKey): Value | undefined {
    for (let at = 0; ; at += name.charCodeAt(at) + 1) {
      const length = name.length - at
      const single = this.#single[length]
      if (single !== undefined) {
        if (name.endsWith(single.name)) return single.value
      } else {
        const value = this.#byLength[length]?.get(name.slice(at))
        if (value !== undefined) return value
      }
      if (length <= 1) return undefined
    }
  }
}
