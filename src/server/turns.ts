/**
 * Shares the thread among connections. Their work has a limit of time in each turn of the event loop, and
 * beyond it they go on one after the other in the next turns, so that queries over UDP wait no longer than a
 * turn.
 */
export interface Worker {
  /** Works until `isTimeUp`, or until another should go on. Returns whether more work is left. */
  work(isTimeUp: () => boolean): boolean
}

/** Answering one query takes a few microseconds; libuv reads 32 datagrams of a socket a turn. */
const TURN_MS = 1

export class Turns {
  readonly #waiting = new Set<Worker>()
  /** The end of the work in this turn; 0: no work yet. */
  #end = 0

  readonly #isTimeUp = (): boolean => performance.now() >= this.#end

  /**
   * Works at once if this turn has time left and no other worker waits; else in a later turn. Returns whether
   * the worker has worked.
   */
  run(worker: Worker): boolean {
    const isFirst = this.#end === 0
    if (isFirst) this.#begin()
    const isLater = this.#waiting.size > 0 || (!isFirst && this.#isTimeUp())
    if (isLater || worker.work(this.#isTimeUp)) this.#waiting.add(worker)
    return !isLater
  }

  /** The worker has no more work. */
  leave(worker: Worker): void {
    this.#waiting.delete(worker)
  }

  #begin(): void {
    this.#end = performance.now() + TURN_MS
    setImmediate(() => {
      this.#end = 0
      if (this.#waiting.size === 0) return
      this.#begin()
      for (const worker of this.#waiting) {
        this.#waiting.delete(worker)
        if (worker.work(this.#isTimeUp)) this.#waiting.add(worker)
        if (this.#isTimeUp()) return
      }
    })
  }
}
