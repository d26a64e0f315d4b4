/** What `forward` has counted, under CoreDNS's names where it has the same. */
import type { Metric } from '../../chain/plugin.ts'
import type { Upstream } from './upstream.ts'

interface Counted {
  readonly upstreams: { readonly all: readonly Upstream[] }
  readonly rejects: number
  readonly broken: number
  readonly hedges: number
}

type Sample = Metric['samples'][number]

export function forwardMetrics(lines: readonly Counted[]): readonly Metric[] {
  // Two lines may ask one upstream.
  const upstreams = lines.flatMap((line) => line.upstreams.all)
  const names = [...new Set(upstreams.map((one) => one.name))]
  const each = (value: (upstream: Upstream) => number): Sample[] =>
    names.map((to) => ({
      labels: { proxy_name: 'forward', to },
      value: sum(upstreams.filter((one) => one.name === to).map(value)),
    }))
  const total = (value: (line: Counted) => number): Sample[] => [{ labels: {}, value: sum(lines.map(value)) }]
  const rcodes = upstreams.flatMap((one) =>
    [...one.rcodes].map(([rcode, value]) => ({ labels: { to: one.name, rcode }, value })),
  )
  return [
    counter(
      'coredns_forward_healthcheck_broken_total',
      'Questions while every upstream was down.',
      total((line) => line.broken),
    ),
    counter(
      'coredns_forward_max_concurrent_rejects_total',
      'Questions refused at max_concurrent.',
      total((line) => line.rejects),
    ),
    counter(
      'coredns_proxy_healthcheck_failures_total',
      'Checks that an upstream has failed.',
      each((one) => one.checkFailures),
    ),
    counter(
      'coredns_proxy_conn_cache_hits_total',
      'Questions that found a connection open.',
      each((one) => one.pool.hits),
    ),
    counter(
      'coredns_proxy_conn_cache_misses_total',
      'Questions that opened a connection.',
      each((one) => one.pool.misses),
    ),
    counter('kubezone_forward_answers_total', 'Answers of upstreams.', merged(rcodes)),
    counter(
      'kubezone_forward_hedges_total',
      'Upstreams asked because another was slow.',
      total((line) => line.hedges),
    ),
    counter(
      'kubezone_forward_tcp_retries_total',
      'Questions asked again over TCP.',
      each((one) => one.tcpRetries),
    ),
  ]
}

function counter(name: string, help: string, samples: readonly Sample[]): Metric {
  return { name, help, type: 'counter', samples }
}

function sum(values: readonly number[]): number {
  return values.reduce((all, one) => all + one, 0)
}

/** Samples of the same labels as one. */
function merged(samples: readonly Sample[]): Sample[] {
  const byLabels = new Map<string, Sample>()
  for (const { labels, value } of samples) {
    const id = JSON.stringify(labels)
    byLabels.set(id, { labels, value: value + (byLabels.get(id)?.value ?? 0) })
  }
  return [...byLabels.values()]
}
