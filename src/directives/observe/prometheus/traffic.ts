/** The metrics of replies, under CoreDNS's names. */
import { rcodeName } from '../../../wire/constants.ts'
import {
  type Family,
  histogramSamples,
  mergeMetrics,
  type Sample,
  single,
} from '../../../block/metric-family.ts'
import {
  DURATION_BOUNDS,
  type RouteCounters,
  RCODES,
  requestsOf,
  SIZE_BOUNDS,
  sizesOf,
  TRANSPORTS,
  TYPE_LABELS,
} from '../../../block/route-counters.ts'

export function trafficFamilies(all: readonly RouteCounters[]): Family[] {
  const failures = all.reduce((sum, one) => sum + one.failures, 0)
  return [
    single(
      'coredns_panics_total',
      'counter',
      failures,
      'Exceptions of kubezone itself while it answered a query.',
    ),
    counter('coredns_dns_requests_total', 'DNS requests.', all.flatMap(requests)),
    histogram('coredns_dns_request_duration_seconds', 'Time taken per request.', all.map(durations)),
    histogram('coredns_dns_request_size_bytes', 'Size of requests.', all.flatMap(requestSizes)),
    counter('coredns_dns_do_requests_total', 'Requests with the DO bit.', all.map(dnssecOk)),
    histogram('coredns_dns_response_size_bytes', 'Size of responses.', all.flatMap(replySizes)),
    counter('coredns_dns_responses_total', 'Responses by rcode.', all.flatMap(responses)),
    counter('coredns_dns_https_responses_total', 'Responses of DNS over HTTPS.', all.flatMap(httpResponses)),
  ]
}

type Counted = Omit<Sample, 'suffix'>

/** Merges samples with the same labels: the IPv4 and IPv6 sockets of a wildcard address are one server. */
function counter(name: string, help: string, samples: readonly Counted[]): Family {
  const [family] = mergeMetrics([{ name, help, type: 'counter', samples }])
  return family ?? { name, help, type: 'counter', samples: [] }
}

interface Distribution {
  readonly labels: Readonly<Record<string, string>>
  readonly bounds: readonly number[]
  readonly counts: Float64Array
  readonly sum: number
}

/** Distributions without a count are left out. */
function histogram(name: string, help: string, parts: readonly Distribution[]): Family {
  const merged = new Map<string, Distribution>()
  for (const part of parts) {
    if (!part.counts.some((count) => count > 0)) continue
    const key = JSON.stringify(part.labels)
    const earlier = merged.get(key)
    const counts = part.counts.map((count, i) => count + (earlier?.counts[i] ?? 0))
    merged.set(key, { ...part, counts, sum: part.sum + (earlier?.sum ?? 0) })
  }
  const samples = [...merged.values()].flatMap(({ labels, bounds, counts, sum }) =>
    histogramSamples(labels, bounds, counts, sum),
  )
  return { name, help, type: 'histogram', samples }
}

function labelsOf({ route: { server, zone, view } }: RouteCounters) {
  return { server, zone, view }
}

function requests(counters: RouteCounters): Counted[] {
  const family = counters.route.isIPv6 ? '2' : '1'
  return TRANSPORTS.flatMap((proto, transport) =>
    Array.from(requestsOf(counters, transport), (value, place) => ({
      labels: { ...labelsOf(counters), proto, family, type: TYPE_LABELS[place]?.[0] ?? 'other' },
      value,
    })).filter(({ value }) => value > 0),
  )
}

function durations(counters: RouteCounters): Distribution {
  const { durations: counts, milliseconds } = counters
  return { labels: labelsOf(counters), bounds: DURATION_BOUNDS, counts, sum: milliseconds / 1000 }
}

function requestSizes(counters: RouteCounters): Distribution[] {
  return sizes(counters, counters.requestSizes, 0)
}

function replySizes(counters: RouteCounters): Distribution[] {
  return sizes(counters, counters.replySizes, 1)
}

function sizes(counters: RouteCounters, figures: Float64Array, direction: 0 | 1): Distribution[] {
  return TRANSPORTS.map((proto, transport) => ({
    labels: { ...labelsOf(counters), proto },
    bounds: SIZE_BOUNDS,
    counts: sizesOf(figures, transport),
    sum: counters.octets[transport * 2 + direction] ?? 0,
  }))
}

function dnssecOk(counters: RouteCounters): Counted {
  return { labels: labelsOf(counters), value: counters.dnssecOk }
}

/** The label `plugin` is empty: recording the plugin that answered would cost every query. */
function responses(counters: RouteCounters): Counted[] {
  return Array.from(counters.rcodes, (value, rcode) => ({
    labels: {
      ...labelsOf(counters),
      rcode: rcode === RCODES ? 'other' : rcodeName(rcode),
      plugin: '',
    },
    value,
  })).filter(({ value }) => value > 0)
}

function httpResponses({ route: { server }, httpStatuses }: RouteCounters): Counted[] {
  return [...httpStatuses].map(([status, value]) => ({ labels: { server, status: String(status) }, value }))
}
