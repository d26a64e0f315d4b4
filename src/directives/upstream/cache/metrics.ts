/** The metrics of `cache`, under CoreDNS's names. */
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
      'Answers in the cache.',
      each(({ size }) => size),
      'gauge',
    ),
    metric(
      'coredns_cache_requests_total',
      'Queries that needed the answer of another server.',
      one(hits + misses),
    ),
    metric(
      'coredns_cache_hits_total',
      'Queries answered from the cache.',
      each((store) => store.hits),
    ),
    metric('coredns_cache_misses_total', 'Queries not answered from the cache.', one(misses)),
    metric(
      'coredns_cache_prefetch_total',
      'Queries sent to renew an answer before it expired.',
      one(prefetches),
    ),
    metric('coredns_cache_served_stale_total', 'Expired answers served.', one(staleAnswers)),
    metric(
      'coredns_cache_evictions_total',
      'Answers evicted before they expired.',
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
