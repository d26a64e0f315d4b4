/** Answers that are remembered: so many, and so many octets of them; what has not been asked for longest goes first. */
import type { RelayedAnswer } from '../../../wire/relayed-answer.ts'

export interface Entry {
  /** In octets that nobody else holds, with the TTLs of its beginning. */
  readonly answer: RelayedAnswer
  readonly storedAt: number
  readonly expiresAt: number
  hits: number
  lastHitAt: number
  /** The upstream is not asked again for it before. */
  nextTryAt: number
  /** The answer as it is so many seconds later; most are asked for more than once in a second. */
  aged: { readonly seconds: number; readonly answer: RelayedAnswer } | null
}

/** On average for an entry: most answers are smaller by far, and a few may be 64 KiB. */
const OCTETS_PER_ENTRY = 1024

export class Store {
  readonly #entries = new Map<string, Entry>()
  readonly #capacity: number
  #octets = 0
  evictions = 0
  hits = 0

  constructor(capacity: number) {
    this.#capacity = capacity
  }

  get size(): number {
    return this.#entries.size
  }

  get(key: string): Entry | undefined {
    return this.#entries.get(key)
  }

  /** It is the last one to go. */
  touch(key: string, entry: Entry): void {
    this.#entries.delete(key)
    this.#entries.set(key, entry)
  }

  set(key: string, entry: Entry): void {
    this.delete(key)
    this.#entries.set(key, entry)
    this.#octets += entry.answer.packet.length
    for (const [oldest] of this.#entries) {
      if (this.size <= this.#capacity && this.#octets <= this.#capacity * OCTETS_PER_ENTRY) return
      this.delete(oldest)
      this.evictions++
    }
  }

  delete(key: string): void {
    const entry = this.#entries.get(key)
    if (entry === undefined) return
    this.#entries.delete(key)
    this.#octets -= entry.answer.packet.length
  }
}
