/**
 * The one place where shared state changes: a current value that is built beside and swapped in by one assignment.
 * Whoever reads `current` once keeps a consistent value for as long as they like; a value that failed to build is never
 * swapped in, so there is nothing to undo.
 */
export class Live<T> {
  #current: T
  readonly #listeners = new Set<(next: T, previous: T) => void>()

  constructor(initial: T) {
    this.#current = initial
  }

  get current(): T {
    return this.#current
  }

  /** Makes `next` the current value, then tells the subscribers in the order in which they came. */
  swap(next: T): void {
    const previous = this.#current
    this.#current = next
    // A copy: a listener that unsubscribes, or subscribes another, must not change who hears of this swap.
    for (const listener of Array.from(this.#listeners)) listener(next, previous)
  }

  /** Calls `listener` after each swap; returns the way to stop that. */
  subscribe(listener: (next: T, previous: T) => void): () => void {
    // Wrapped, so that one function subscribed twice is two subscriptions.
    const own = (next: T, previous: T): void => listener(next, previous)
    this.#listeners.add(own)
    return () => void this.#listeners.delete(own)
  }

  /** The value of the next swap. */
  next(): Promise<T> {
    return new Promise((resolve) => {
      const stop = this.subscribe((value) => {
        stop()
        resolve(value)
      })
    })
  }
}
