/**
 * The open listeners, by id. A reload first opens all new listeners. Only if all of them open, it hands over
 * the kept ones and closes the others, so a kept listener stays open throughout.
 */
export interface ListenerKind<Plan, Listener> {
  /** Plans with the same id mean the same listener. */
  readonly id: (plan: Plan) => string
  /**
   * `null` if the plan allows the listener to be missing. `opened` settles when all new listeners are in
   * force.
   */
  readonly open: (plan: Plan, opened: Promise<void>) => Promise<Listener | null>
  /** Takes effect at once; settles when the listener has finished the work of the old plan. */
  readonly handOver: (listener: Listener, plan: Plan) => Promise<void>
  readonly close: (listener: Listener, graceMs: number) => Promise<void>
}

/**
 * The listeners that were opened for a new configuration: `commit` puts them in force, `abandon` closes them.
 */
export interface Prepared {
  /** Takes effect at once; settles when all replaced work has finished. */
  readonly commit: () => Promise<void>
  readonly abandon: () => Promise<void>
}

export class ListenerSet<Plan, Listener> {
  readonly #kind: ListenerKind<Plan, Listener>
  readonly #graceMs: number
  readonly #listeners = new Map<string, Listener>()

  /** `graceMs`: the time that a listener's clients get when it closes. */
  constructor(kind: ListenerKind<Plan, Listener>, graceMs: number) {
    this.#kind = kind
    this.#graceMs = graceMs
  }

  get all(): readonly Listener[] {
    return [...this.#listeners.values()]
  }

  /**
   * Opens the plans that have no listener yet, all or none. Throws an `AggregateError` of all that failed.
   */
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
    const replaced: Promise<void>[] = []
    const wanted = new Map(plans.map((plan) => [this.#kind.id(plan), plan]))
    for (const [id, listener] of this.#listeners) {
      const plan = wanted.get(id)
      if (plan !== undefined) {
        replaced.push(this.#kind.handOver(listener, plan))
      } else {
        this.#listeners.delete(id)
        replaced.push(this.#kind.close(listener, this.#graceMs))
      }
    }
    for (const [id, listener] of opened) this.#listeners.set(id, listener)
    await Promise.all(replaced)
  }
}
