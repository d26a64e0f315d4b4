/** What `cache` has counted, under CoreDNS's names. */
import type { Metric } from '../../../chain/plugin.ts'
import type { Kind } from './options.ts'
import type { Store } from './store.ts'

export interface CacheCounts {
  readonly stores: Readonly<Record<Kind, Store>>
  readonly misses: number
  readonly prefetches: number
  readonly staleAnswers: number
}

export function cacheMetrics(
  { stores, misses, prefetches, staleAnswers }: CacheCounts,
  labels: Readonly<Record<string, string>>,
): readonly Metric[] {
  const each = (value: (store: Store) => number): Metric['samples'] =>
    Object.entries(stores).map(([type, store]) => ({ labels: { ...labels, type }, value: value(store) }))
  const one = (value: number): Metric['samples'] => [{ labels, value }]
  const hits = stores.success.hits + stores.denial.hits
  return [
    metric(
      'coredns_cache_entries',
      'Answers that are remembered.',
      each(({ size }) => size),
      'gauge',
    ),
    metric('coredns_cache_requests_total', 'Questions for other servers.', one(hits + misses)),
    metric(
      'coredns_cache_hits_total',
      'Questions answered from memory.',
      each((store) => store.hits),
    ),
    metric('coredns_cache_misses_total', 'Questions that were not.', one(misses)),
    metric('coredns_cache_prefetch_total', 'Questions asked before they were needed.', one(prefetches)),
    metric('coredns_cache_served_stale_total', 'Answers given after their time.', one(staleAnswers)),
    metric(
      'coredns_cache_evictions_total',
      'Answers forgotten before their time.',
      each(({ evictions }) => evictions),
    ),
  ]
}

function metric(
  name: string,
  help: string,
  samples: Metric['samples'],
  type: Metric['type'] = 'counter',
): Metric {
  return { name, help, type, samples }
}
