/** The counters of `rrl`, by the address of the client. */
import type { Metric } from '../../../chain/plugin.ts'

/** Forged addresses are many: further ones count together. */
export const MAX_CLIENTS = 1000
const OTHERS = 'other'

const WHAT = ['responses', 'requests'] as const

export class RrlCounters {
  readonly #counts = { responses: new Map<string, number>(), requests: new Map<string, number>() }

  exceeded(what: (typeof WHAT)[number], client: string): void {
    const counts = this.#counts[what]
    const key = counts.has(client) || counts.size < MAX_CLIENTS ? client : OTHERS
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }

  metrics(): Metric[] {
    return WHAT.map((what) => ({
      name: `coredns_rrl_${what}_exceeded_total`,
      help: `Counter of ${what} exceeding QPS limit.`,
      type: 'counter',
      samples: Array.from(this.#counts[what], ([client, value]) => ({
        labels: { client_ip: client },
        value,
      })),
    }))
  }
}
