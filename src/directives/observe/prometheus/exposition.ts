/**
 * Writes metric families in Prometheus' text format, with the metrics of the process. The only importer of
 * prom-client, which it loads on first use.
 */
import type { Registry } from 'prom-client'
import type { Page } from '../../../server/http.ts'
import type { Family } from '../../../block/metric-family.ts'

/** The interval of measuring the event loop's delay: long enough to let an idle machine sleep. */
const EVENT_LOOP_MS = 100

export type Expose = (families: readonly Family[]) => Promise<Page>

let loading: Promise<Expose> | null = null

/** One exposition for all configurations: prom-client collects the metrics of the process once. */
export async function loadExposition(): Promise<Expose> {
  loading ??= load()
  return loading
}

async function load(): Promise<Expose> {
  const client = await import('prom-client')
  const ofProcess = new client.Registry()
  client.collectDefaultMetrics({ register: ofProcess, eventLoopMonitoringPrecision: EVENT_LOOP_MS })

  /** A metric with the samples of a family, which others have counted. */
  class Snapshot extends client.Gauge {
    readonly #family: Family

    constructor(family: Family, registry: Registry) {
      super({ name: family.name, help: family.help, registers: [registry] })
      this.#family = family
    }

    async getForPromString(): Promise<object> {
      const { name, help, type, samples } = this.#family
      const values = samples.map(({ suffix = '', labels, value }) => ({
        metricName: name + suffix,
        labels,
        value,
      }))
      return Promise.resolve({ name, help, type, values })
    }
  }

  return async (families) => {
    const registry = new client.Registry()
    for (const family of families) void new Snapshot(family, registry)
    const body = `${await registry.metrics()}\n${await ofProcess.metrics()}`
    return { status: 200, type: registry.contentType, body }
  }
}
