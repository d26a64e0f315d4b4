/**
 * Families as the text that Prometheus reads, with the process's own figures. The only import of prom-client, which is
 * loaded where somebody wants it.
 */
import type { Page } from '../../../server/http.ts'
import type { Family } from '../../../block/metric-family.ts'
import { expositionText } from './exposition-text.ts'

/** How often the event loop's delay is looked at: rarely enough not to keep an idle machine awake. */
const EVENT_LOOP_MS = 100

export type Expose = (families: readonly Family[]) => Promise<Page>

let loading: Promise<Expose> | null = null

/** One for the whole process, since the process's own figures are. */
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
