/**
 * How many requests each connection of an HTTPS listener may have in progress. All connections share a
 * number: Node.js reads the requests of all sessions in one turn of the event loop, at a tenth of a
 * millisecond each, and nothing else has its turn before.
 */

/** The least share: clients ask for A, AAAA and HTTPS of a few names at once. */
const LEAST = 8

export class RequestShares {
  readonly #total: number
  readonly #most: number
  #each: number

  /** `total`: of all connections together. `most`: of one. */
  constructor(total: number, most: number) {
    this.#total = total
    this.#most = most
    this.#each = this.#shareOf(1)
  }

  get each(): number {
    return this.#each
  }

  /**
   * Takes the number of open connections, and returns whether the share has changed. It grows only when there
   * is room for as many connections again, so that one that comes and goes does not change it each time.
   */
  update(connections: number): boolean {
    const before = this.#each
    this.#each = Math.max(Math.min(before, this.#shareOf(connections)), this.#shareOf(2 * connections))
    return this.#each !== before
  }

  /** A power of two, so that it rarely changes, or the most. */
  #shareOf(connections: number): number {
    const share = this.#total / Math.max(1, connections)
    if (share >= this.#most) return this.#most
    return Math.min(this.#most, Math.max(LEAST, 2 ** Math.floor(Math.log2(share))))
  }
}
