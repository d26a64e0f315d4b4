/**
 * Writes metric families in Prometheus' text format, with the metrics of the process. The only importer of
 * prom-client, which it loads on first use.
 */
import type { Page } from '../../../server/http.ts'
import type { Family } from '../../../block/metric-family.ts'
import { expositionText } from './exposition-text.ts'

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

  return async (families) => {
    const body = `${expositionText(families)}\n${await ofProcess.metrics()}`
    return { status: 200, type: ofProcess.contentType, body }
  }
}
