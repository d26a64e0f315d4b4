/**
 * Turns a burst of events into one call: when no event has occurred for `quietMs`, or `latestMs` after the
 * first event, whichever comes first. So the changes of a file that is written without pause show, too.
 */
export class Debounce {
  readonly #quietMs: number
  readonly #latestMs: number
  readonly #fire: () => void
  #timer: NodeJS.Timeout | null = null
  #deadline = 0

  constructor(quietMs: number, latestMs: number, fire: () => void) {
    this.#quietMs = quietMs
    this.#latestMs = Math.max(latestMs, quietMs)
    this.#fire = fire
  }

  touch(): void {
    const now = performance.now()
    if (this.#timer === null) this.#deadline = now + this.#latestMs
    else clearTimeout(this.#timer)
    this.#timer = setTimeout(
      () => {
        this.#timer = null
        this.#fire()
      },
      Math.max(0, Math.min(this.#quietMs, this.#deadline - now)),
    )
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
  }
}
