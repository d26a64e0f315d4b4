/**
 * What is open, by its address. A reload opens what is new first, and only when all of that could be had does it hand the
 * rest over and close what is no longer wanted: what stays, stays open all the time.
 */
export interface ListenerKind<Plan, Listener> {
  /** Plans with the same id are for the same listener. */
  readonly id: (plan: Plan) => string
  /** `null` where it does not matter that it cannot be had. `opened` settles when it is in force with all others. */
  readonly open: (plan: Plan, opened: Promise<void>) => Promise<Listener | null>
  /** At once; settles when the listener has done with what it served before. */
  readonly handOver: (listener: Listener, plan: Plan) => Promise<void>
  readonly close: (listener: Listener, graceMs: number) => Promise<void>
}

/** What has been opened for a new configuration: it comes into force, or is closed again. */
export interface Prepared {
  /** At once; settles when all that it replaces has been done with. */
  readonly commit: () => Promise<void>
  readonly abandon: () => Promise<void>
}

export class ListenerSet<Plan, Listener> {
  readonly #kind: ListenerKind<Plan, Listener>
  readonly #graceMs: number
  readonly #listeners = new Map<string, Listener>()

  /** `graceMs`: what clients of a listener get that is no longer wanted. */
  constructor(kind: ListenerKind<Plan, Listener>, graceMs: number) {
    this.#kind = kind
    this.#graceMs = graceMs
  }

  get all(): readonly Listener[] {
    return [...this.#listeners.values()]
  }

  /** Opens what is not open yet, all of it or nothing; all that cannot be had is in the `AggregateError`. */
  async prepare(plans: readonly Plan[]): Promise<Prepared> {
    const opened = new Map<string, Listener>()
    const waiting: (() => void)[] = []
    const inForce = new Promise<void>((resolve) => void waiting.push(resolve))
    const abandon = async (): Promise<void> => {
      await Promise.all(Array.from(opened.values(), async (one) => this.#kind.close(one, 0)))
    }
    const problems: unknown[] = []
    for (const plan of plans) {
      const id = this.#kind.id(plan)
      if (this.#listeners.has(id)) continue
      try {
        const listener = await this.#kind.open(plan, inForce)
        if (listener !== null) opened.set(id, listener)
      } catch (problem) {
        problems.push(problem)
      }
    }
    if (problems.length > 0) {
      await abandon()
      throw new AggregateError(problems)
    }
    return {
      abandon,
      commit: async () => {
        for (const settle of waiting) settle()
        return this.#commit(plans, opened)
      },
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.all.map(async (one) => this.#kind.close(one, this.#graceMs)))
    this.#listeners.clear()
  }

  async #commit(plans: readonly Plan[], opened: ReadonlyMap<string, Listener>): Promise<void> {
    const past: Promise<void>[] = []
    const wanted = new Map(plans.map((plan) => [this.#kind.id(plan), plan]))
    for (const [id, listener] of this.#listeners) {
      const plan = wanted.get(id)
      if (plan !== undefined) {
        past.push(this.#kind.handOver(listener, plan))
      } else {
        this.#listeners.delete(id)
        past.push(this.#kind.close(listener, this.#graceMs))
      }
    }
    for (const [id, listener] of opened) this.#listeners.set(id, listener)
    await Promise.all(past)
  }
}
