/** The counters of `acl`: allowed queries by port, the others by port and zone. */
import type { Metric } from '../../../chain/plugin.ts'
import { type NameKey, nameText } from '../../../wire/name.ts'

export const ACTIONS = ['allow', 'block', 'filter', 'drop'] as const
export type Action = (typeof ACTIONS)[number]

const DONE: Readonly<Record<Action, string>> = {
  allow: 'allowed',
  block: 'blocked',
  filter: 'filtered',
  drop: 'dropped',
}

type ByZone = Map<NameKey | null, number>

export class AclCounters {
  readonly #counts: Readonly<Record<Action, Map<number, ByZone>>> = {
    allow: new Map(),
    block: new Map(),
    filter: new Map(),
    drop: new Map(),
  }

  count(action: Action, port: number, zone: NameKey | null): void {
    const byPort = this.#counts[action]
    const byZone: ByZone = byPort.get(port) ?? new Map()
    byPort.set(port, byZone)
    byZone.set(zone, (byZone.get(zone) ?? 0) + 1)
  }

  metrics(view: string): Metric[] {
    return ACTIONS.map((action) => ({
      name: `coredns_acl_${DONE[action]}_requests_total`,
      help: `Counter of DNS requests being ${DONE[action]}.`,
      type: 'counter',
      samples: [...this.#counts[action]].flatMap(([port, byZone]) =>
        Array.from(byZone, ([zone, value]) => ({
          labels: { server: `dns://:${port}`, ...(zone !== null && { zone: nameText(zone) }), view },
          value,
        })),
      ),
    }))
  }
}
