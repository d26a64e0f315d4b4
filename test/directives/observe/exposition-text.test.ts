/** The text format of metrics, compared with the text that prom-client writes for equal metrics. */
import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import { expect, test } from 'vitest'
import { type Family, histogramSamples, single } from '../../../src/block/metric-family.ts'
import { expositionText } from '../../../src/directives/observe/prometheus/exposition-text.ts'

const HELP = 'A help with a \\ and\na second line, and "quotes".'

test('the text equals that of prom-client for the same metrics', async () => {
  const registry = new Registry()
  const registers = [registry]
  const labels = { zone: 'a"b\\c\nd.', server: 'dns://:53' }
  const counter = new Counter({ name: 'a_total', help: HELP, labelNames: ['zone', 'server'], registers })
  counter.inc(labels, 12)
  counter.inc({ zone: '', server: '' }, 0.25)
  new Gauge({ name: 'b', help: 'b', registers }).set(-1e21)
  new Gauge({ name: 'c', help: 'c', registers }).set(Infinity)
  const seconds = new Histogram({ name: 'd', help: 'd', labelNames: ['zone'], buckets: [0.5, 1], registers })
  for (const value of [0.25, 0.75, 0.75, 5]) seconds.observe({ zone: '.' }, value)
  new Gauge({ name: 'e', help: 'e', registers }).set(-Infinity)

  const counters: Family = {
    name: 'a_total',
    help: HELP,
    type: 'counter',
    samples: [
      { labels, value: 12 },
      { labels: { zone: '', server: '' }, value: 0.25 },
    ],
  }
  const families: Family[] = [
    counters,
    single('b', 'gauge', -1e21, 'b'),
    single('c', 'gauge', Infinity, 'c'),
    {
      name: 'd',
      help: 'd',
      type: 'histogram',
      samples: histogramSamples({ zone: '.' }, [0.5, 1], [1, 2, 1], 6.75),
    },
    single('e', 'gauge', -Infinity, 'e'),
  ]
  expect(sortLabels(expositionText(families))).toBe(sortLabels(await registry.metrics()))
})

test('the text is an empty line without families; a family without samples has its head only', async () => {
  expect(expositionText([])).toBe(await new Registry().metrics())
  expect(expositionText([{ name: 'a', help: 'b', type: 'gauge', samples: [] }])).toBe(
    '# HELP a b\n# TYPE a gauge\n',
  )
})

/** The order of labels means nothing: prom-client begins with `le`. */
function sortLabels(text: string): string {
  return text.replace(/\{(.*)\}/g, (_, labels: string) => `{${labels.split(',').toSorted().join(',')}}`)
}
