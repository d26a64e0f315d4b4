/** Metric families as Prometheus defines them: samples with one name, a help text and a type. */
import { present } from '../report/assert.ts'
import type { Metric, MetricSample } from '../chain/plugin.ts'

export type Family = Metric
export type Sample = MetricSample
export type Labels = Sample['labels']

/** One sample without labels. */
export function single(name: string, type: 'counter' | 'gauge', value: number, help: string): Family {
  return { name, help, type, samples: [{ labels: {}, value }] }
}

/**
 * `counts` has one count for each bound and one above the last bound. The counts are not cumulative; the
 * samples are.
 */
export function histogramSamples(
  labels: Labels,
  bounds: readonly number[],
  counts: ArrayLike<number>,
  sum: number,
): Sample[] {
  let total = 0
  const samples: Sample[] = [...bounds, Infinity].map((bound, i) => {
    total += present(counts[i], 'a histogram has a count for each bound, and one above them')
    const le = bound === Infinity ? '+Inf' : String(bound)
    return { suffix: '_bucket', labels: { ...labels, le }, value: total }
  })
  return [...samples, { suffix: '_sum', labels, value: sum }, { suffix: '_count', labels, value: total }]
}

/** Merges the metrics of several blocks: adds up samples with the same labels. */
export function mergeMetrics(metrics: readonly Metric[]): Family[] {
  const families = new Map<string, Metric & { readonly merged: Map<string, Sample> }>()
  for (const metric of metrics) {
    const family = families.get(metric.name) ?? { ...metric, merged: new Map<string, Sample>() }
    families.set(metric.name, family)
    for (const sample of metric.samples) {
      const { suffix = '', labels } = sample
      const key = suffix + JSON.stringify(Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      family.merged.set(key, { ...sample, value: sample.value + (family.merged.get(key)?.value ?? 0) })
    }
  }
  return Array.from(families.values(), ({ name, help, type, merged }) => ({
    name,
    help,
    type,
    samples: [...merged.values()],
  }))
}
