/**
 * Answers that were put together from several names of a zone, such as those that follow an alias: encoding
 * one costs three times as much as finding it. They are valid as long as their zone is in force, and go with
 * it.
 */
import type { Query } from '../../../chain/query.ts'
import type { Answer } from '../../../wire/answer.ts'
import type { AuthoredZone } from '../../../zone/authored-zone.ts'

/** Answers of all zones together. Each may hold as many records as a message. */
const MAX_KEPT = 512

export class KeptAnswers {
  #byZone = new WeakMap<AuthoredZone, Map<string, Answer>>()
  #count = 0

  find(zone: AuthoredZone, { name, type }: Query): Answer | undefined {
    return this.#byZone.get(zone)?.get(`${type} ${name}`)
  }

  keep(zone: AuthoredZone, { name, type }: Query, answer: Answer): Answer {
    if (this.#count >= MAX_KEPT) {
      this.#byZone = new WeakMap()
      this.#count = 0
    }
    const kept = this.#byZone.get(zone) ?? new Map<string, Answer>()
    this.#byZone.set(zone, kept.set(`${type} ${name}`, answer))
    this.#count++
    return answer
  }
}
