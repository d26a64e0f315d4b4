/**
 * Answers that were put together from several names, such as those that follow an alias: encoding one costs
 * three times as much as finding it. They are valid as long as the zones that they came from are in force,
 * and go with them.
 */
import type { Query } from './query.ts'
import type { Answer } from '../wire/answer.ts'
import type { NameKey } from '../wire/name.ts'

/** Each answer may hold as many records as a message. */
const MAX_KEPT = 512

/** `Zones`: what is replaced as a whole when an answer may change. */
export class KeptAnswers<Zones extends object> {
  /** By type, then by name: a key of both would be a new string for each query. */
  #byZones = new WeakMap<Zones, Map<number, Map<NameKey, Answer>>>()
  #count = 0
  readonly #most: number

  /** `most`: the number of answers to keep. */
  constructor(most = MAX_KEPT) {
    this.#most = most
  }

  find(zones: Zones, { name, type }: Query): Answer | undefined {
    return this.#byZones.get(zones)?.get(type)?.get(name)
  }

  keep(zones: Zones, { name, type }: Query, answer: Answer): Answer {
    if (this.#count >= this.#most) {
      this.#byZones = new WeakMap()
      this.#count = 0
    }
    const byType = this.#byZones.get(zones) ?? new Map<number, Map<NameKey, Answer>>()
    const byName = byType.get(type) ?? new Map<NameKey, Answer>()
    this.#byZones.set(zones, byType.set(type, byName.set(name, answer)))
    this.#count++
    return answer
  }
}
