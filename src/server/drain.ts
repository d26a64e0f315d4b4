/**
 * Closing a socket without losing a query whose packet is still in the kernel, or whose answer is not ready.
 */
import { setImmediate, setTimeout } from 'node:timers/promises'

/** Counts the promised answers that have not settled. */
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

  /** Resolves when the count is zero. */
  async settled(): Promise<void> {
    if (this.#count === 0) return
    await new Promise<void>((resolve) => void this.#waiting.push(resolve))
  }
}

/** Grace for Node.js to close destroyed sockets. A server may never emit `close`, so waiting has a limit. */
export const CLOSED_MS = 500
/** Reading what the kernel held at the start takes less; packets that arrive later need no answer. */
const MAX_READING_MS = 1000

/**
 * Resolves when the sockets have been read empty: when `received` does not grow during one turn of the event
 * loop. Under continuous load the count always grows, so the wait ends after `MAX_READING_MS` or `graceMs`.
 */
export async function untilRead(received: () => number, graceMs = Infinity): Promise<void> {
  const end = performance.now() + Math.min(graceMs, MAX_READING_MS)
  // The current turn may already be past the phase that reads sockets.
  await setImmediate()
  for (let seen = -1; seen !== received() && performance.now() < end; ) {
    seen = received()
    await setImmediate()
  }
}

/** Resolves when `work` settles, or after `graceMs`. Rejects if `work` rejects first. */
export async function within(graceMs: number, work: Promise<unknown>): Promise<void> {
  const late = new AbortController()
  const timer = setTimeout(graceMs, undefined, { signal: late.signal }).catch(() => undefined)
  await Promise.race([work, timer])
  late.abort()
}
