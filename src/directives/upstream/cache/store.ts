/**
 * The cached answers of one kind. Evicts the least recently used ones above a number of entries or octets.
 */
import type { RelayedAnswer } from '../../../wire/relayed-answer.ts'

export interface Entry {
  /** The answer with the TTLs of `storedAt`, in a buffer of its own. */
  readonly answer: RelayedAnswer
  readonly storedAt: number
  readonly expiresAt: number
  hits: number
  lastHitAt: number
  /** The earliest time of the next query to renew the answer. */
  nextTryAt: number
  /** The last answer that was served, by its age: most answers are served more than once in a second. */
  aged: { readonly seconds: number; readonly answer: RelayedAnswer } | null
}

/** The limit of the average: most answers are far smaller, and a few may have 64 KiB. */
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

  /** Makes the entry the most recently used one. */
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
