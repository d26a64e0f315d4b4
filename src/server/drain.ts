/** What it takes to close without losing a query: its packet may not have been read yet, and its answer not be there yet. */
import { setImmediate, setTimeout } from 'node:timers/promises'

/** Answers that are promised and not there yet. */
export class PendingAnswers {
  #count = 0
  #waiting: (() => void)[] = []

  add(answer: Promise<unknown>): void {
    this.#count++
    const end = (): void => {
      this.#count--
      if (this.#count === 0) for (const resolve of this.#waiting.splice(0)) resolve()
    }
    answer.then(end, end)
  }

  async settled(): Promise<void> {
    if (this.#count === 0) return
    await new Promise<void>((resolve) => void this.#waiting.push(resolve))
  }
}

/** Sockets that are destroyed are gone by then, or Node.js has lost sight of them: no reason to wait for ever. */
export const CLOSED_MS = 500
/** By then what the kernel held at first has been read, whatever comes behind it. */
const MAX_READING_MS = 1000

/**
 * Until all that the kernel held has been read, as `received` counts it: a turn of the event loop that brings nothing says
 * so. Under a load without a pause there is none.
 */
export async function untilRead(received: () => number, graceMs = Infinity): Promise<void> {
  const end = performance.now() + Math.min(graceMs, MAX_READING_MS)
  // The turn that is under way may be past the point where sockets are read.
  await setImmediate()
  for (let seen = -1; seen !== received() && performance.now() < end; ) {
    seen = received()
    await setImmediate()
  }
}

/** Waits for `work`, but no longer than that. */
export async function within(graceMs: number, work: Promise<unknown>): Promise<void> {
  const late = new AbortController()
  const timer = setTimeout(graceMs, undefined, { signal: late.signal }).catch(() => undefined)
  await Promise.race([work, timer])
  late.abort()
}
