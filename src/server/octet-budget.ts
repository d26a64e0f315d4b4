/**
 * A bound on the octets that a listener holds for all its clients together: messages without an end, queries
 * without an answer, replies that are not read. If there are too many, the holders whose last progress is
 * longest ago are closed: an honest client is done within milliseconds.
 */
import type { Closable } from './connections.ts'

export class OctetBudget {
  /** Applies from the next change of what is held on. */
  maximum: number
  /** The octets of each holder, in the order of the last progress. */
  readonly #held = new Map<Closable, number>()
  #total = 0

  constructor(maximum: number) {
    this.maximum = maximum
  }

  /** The octets of all holders. */
  get total(): number {
    return this.#total
  }

  /** `octets`: all that `holder` holds now, 0 when it is done. May close holders, this one included. */
  hold(holder: Closable, octets: number): void {
    const before = this.#held.get(holder) ?? 0
    if (octets === before) return
    this.#total += octets - before
    if (octets === 0) this.#held.delete(holder)
    else this.#held.set(holder, octets)
    if (octets > before) this.#closeWhileTooMany()
  }

  /** Moves a holder to the end of the order. */
  progressed(holder: Closable): void {
    const octets = this.#held.get(holder)
    if (octets === undefined) return
    this.#held.delete(holder)
    this.#held.set(holder, octets)
  }

  #closeWhileTooMany(): void {
    for (const [holder, octets] of this.#held) {
      if (this.#total <= this.maximum) return
      this.#held.delete(holder)
      this.#total -= octets
      holder.destroy()
    }
  }
}
