/** Counts answers and failures of templates: the metrics of CoreDNS's `template`. */
import type { Metric } from '../../../chain/plugin.ts'
import type { BlockLabels } from '../../../block/definition.ts'

interface Sample {
  readonly labels: Readonly<Record<string, string>>
  value: number
}

export class Counts {
  readonly #matches = new Map<string, Sample>()
  readonly #failures = { template: new Map<string, Sample>(), rr: new Map<string, Sample>() }

  /**
   * `queryClass` and `type` are `other` for values without a mnemonic, so clients cannot create counters
   * without limit.
   */
  matched(zone: string, queryClass: string, type: string): void {
    count(this.#matches, { zone, class: queryClass, type })
  }

  failed(what: 'template' | 'rr', section: string, template: string): void {
    count(this.#failures[what], { section, template })
  }

  metrics(block: BlockLabels): readonly Metric[] {
    return [
      metric('matches', 'Queries that a template answered.', this.#matches, block),
      metric('template_failures', 'Templates that could not be rendered.', this.#failures.template, block),
      metric('rr_failures', 'Rendered templates that were not a record.', this.#failures.rr, block),
    ]
  }
}

function count(samples: Map<string, Sample>, labels: Readonly<Record<string, string>>): void {
  const id = Object.values(labels).join('\n')
  const sample = samples.get(id) ?? { labels, value: 0 }
  sample.value++
  samples.set(id, sample)
}

function metric(
  what: string,
  help: string,
  samples: ReadonlyMap<string, Sample>,
  block: BlockLabels,
): Metric {
  const list = [...samples.values()].map(({ labels, value }) => ({ labels: { ...block, ...labels }, value }))
  return { name: `coredns_template_${what}_total`, help, type: 'counter', samples: list }
}
