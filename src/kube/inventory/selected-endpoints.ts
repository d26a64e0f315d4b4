/**
 * Bounds the endpoints that services have because they select pods. A few lines of manifests can make ten
 * thousand pods and a hundred services that select all of them, so their product needs a limit. It grows with
 * the number of services: a cluster of many services has many endpoints. A service whose endpoints would
 * exceed it gets none.
 */
import type { ServiceKey } from '../model/keys.ts'

/** Endpoints of all services together, each counted once for each port. */
const BASE = 40_000
const PER_SERVICE = 50

export class SelectedEndpoints {
  /** The endpoints of each service within the limit, and of each that is refused. */
  readonly #held = new Map<ServiceKey, number>()
  readonly #refused = new Map<ServiceKey, number>()
  #total = 0
  #limit = BASE

  /** The limit of all services together at the last `settle`. */
  get limit(): number {
    return this.#limit
  }

  /** How many endpoints a service does not get; 0: it has its endpoints. */
  refused(key: ServiceKey): number {
    return this.#refused.get(key) ?? 0
  }

  /**
   * Counts the endpoints of changed services anew. A service keeps its endpoints while they do not grow
   * beyond the limit; those that were refused get theirs as soon as there is room. Returns the services whose
   * endpoints appeared or went for this reason.
   */
  settle(
    changed: Iterable<ServiceKey>,
    countOf: (key: ServiceKey) => number,
    services: number,
  ): ReadonlySet<ServiceKey> {
    this.#limit = BASE + PER_SERVICE * services
    const before = new Set(this.#refused.keys())
    const counts: [ServiceKey, number][] = []
    for (const key of [...new Set(changed)].sort()) {
      this.#total -= this.#held.get(key) ?? 0
      this.#held.delete(key)
      this.#refused.delete(key)
      counts.push([key, countOf(key)])
    }
    for (const key of [...this.#refused.keys()].sort()) counts.push([key, this.refused(key)])
    const turned = new Set<ServiceKey>()
    for (const [key, count] of counts) {
      const isRefused = count > 0 && this.#total + count > this.#limit
      if (isRefused) this.#refused.set(key, count)
      else this.#hold(key, count)
      if (isRefused !== before.has(key)) turned.add(key)
    }
    return turned
  }

  #hold(key: ServiceKey, count: number): void {
    this.#refused.delete(key)
    if (count === 0) return
    this.#held.set(key, count)
    this.#total += count
  }
}
