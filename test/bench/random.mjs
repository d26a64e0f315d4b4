/** Random numbers that repeat for the same seed (mulberry32). */
export class Random {
  #state

  constructor(seed) {
    this.#state = seed | 0
  }

  /** From 0 to below 1. */
  next() {
    this.#state = (this.#state + 0x6d2b79f5) | 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }

  pick(list) {
    return list[Math.floor(this.next() * list.length)]
  }

  chance(share) {
    return this.next() < share
  }
}
