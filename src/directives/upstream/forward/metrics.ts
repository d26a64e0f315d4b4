/** The metrics of `forward`, under CoreDNS's names where CoreDNS has the same ones. */
import type { Metric, MetricSample } from '../../../chain/plugin.ts'
import { histogramSamples } from '../../../block/metric-family.ts'
import { DURATION_BOUNDS } from '../../../block/route-counters.ts'
import type { Upstream } from './upstream.ts'

interface Counted {
  readonly upstreams: { readonly all: readonly Upstream[] }
  readonly rejects: number
  readonly broken: number
  readonly hedges: number
}

/** UDP sockets serve one query each, so connections are those over TCP. */
const OVER_TCP = { proto: 'tcp' }

export function forwardMetrics(lines: readonly Counted[]): readonly Metric[] {
  // Two directives may share an upstream.
  const upstreams = lines.flatMap((line) => line.upstreams.all)
  const names = [...new Set(upstreams.map((one) => one.name))]
  const each = (value: (upstream: Upstream) => number, more?: MetricSample['labels']): MetricSample[] =>
    names.map((to) => ({
      labels: { proxy_name: 'forward', to, ...more },
      value: sum(upstreams.filter((one) => one.name === to).map(value)),
    }))
  const total = (value: (line: Counted) => number): MetricSample[] => [
    { labels: {}, value: sum(lines.map(value)) },
  ]
  const durations = upstreams.flatMap(({ name, answers }) =>
    [...answers].flatMap(([rcode, { counts, seconds }]) =>
      histogramSamples({ proxy_name: 'forward', to: name, rcode }, DURATION_BOUNDS, counts, seconds),
    ),
  )
  return [
    counter(
      'coredns_forward_healthcheck_broken_total',
      'Queries received while every upstream was down.',
      total((line) => line.broken),
    ),
    counter(
      'coredns_forward_max_concurrent_rejects_total',
      'Queries refused at max_concurrent.',
      total((line) => line.rejects),
    ),
    counter(
      'coredns_proxy_healthcheck_failures_total',
      'Failed health checks of an upstream.',
      each((one) => one.checkFailures),
    ),
    counter(
      'coredns_proxy_conn_cache_hits_total',
      'Queries sent over an open connection.',
      each((one) => one.pool.hits, OVER_TCP),
    ),
    counter(
      'coredns_proxy_conn_cache_misses_total',
      'Queries that opened a connection.',
      each((one) => one.pool.misses, OVER_TCP),
    ),
    {
      name: 'coredns_proxy_request_duration_seconds',
      help: 'Time from a query to the answer of the upstream.',
      type: 'histogram',
      samples: durations,
    },
    counter(
      'kubezone_forward_hedges_total',
      'Queries sent to a further upstream because the first was slow.',
      total((line) => line.hedges),
    ),
    counter(
      'kubezone_forward_tcp_retries_total',
      'Queries sent again over TCP.',
      each((one) => one.tcpRetries),
    ),
  ]
}

function counter(name: string, help: string, samples: readonly MetricSample[]): Metric {
  return { name, help, type: 'counter', samples }
}

function sum(values: readonly number[]): number {
  return values.reduce((all, one) => all + one, 0)
}
