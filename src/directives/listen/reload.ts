/**
 * `reload [INTERVAL [JITTER]]`, `reload off`: reads the Corefile and its imports once an interval, and
 * reloads as on SIGHUP after a change. The jitter keeps servers with one Corefile from reloading at the same
 * time: at the start of a configuration, a random amount of up to half the jitter is added to the interval or
 * subtracted from it.
 */
import type { Plugin } from '../../chain/plugin.ts'
import { hasArguments } from '../../config/arguments.ts'
import { readOnce } from '../../config/occurrences.ts'
import { expectNoOptions } from '../../config/options.ts'
import { readDuration } from '../../config/settings.ts'
import type { Directive } from '../../config/server-block.ts'
import type { Report } from '../../config/token.ts'
import type { Block, Occurrences, PluginDefinition } from '../../block/definition.ts'
import type { ServerStatus } from '../../block/server-status.ts'

interface Period {
  readonly intervalMs: number
  readonly jitterMs: number
}

/** CoreDNS's defaults. */
const DEFAULTS: Period = { intervalMs: 30_000, jitterMs: 15_000 }
const MIN_INTERVAL_MS = 2000
const MIN_JITTER_MS = 1000
/** A day. A longer interval is a mistake; `off` disables the directive. */
const MAX_INTERVAL_MS = 24 * 3_600_000

function setup(occurrences: Occurrences, { report, server }: Block): Plugin | null {
  const period = readOnce(occurrences, report, (directive) => readPeriod(directive, report))
  return period === null ? null : follower(period, server)
}

export const reload: PluginDefinition = { name: 'reload', options: {}, setup }

/** `null`: `off`, or after a report. */
function readPeriod(directive: Directive, report: Report): Period | null {
  const { name, args } = directive
  const [interval, jitter] = args
  expectNoOptions(directive, report)
  const isOff = interval?.text === 'off'
  hasArguments(name, args, [0, isOff ? 1 : 2], report)
  if (isOff) return null
  const bounds = { min: MIN_INTERVAL_MS, max: MAX_INTERVAL_MS }
  const intervalMs = interval === undefined ? DEFAULTS.intervalMs : readDuration(interval, bounds, report)
  // A jitter of 0 is deliberate; another one below the minimum is a mistake.
  const least = jitter?.text === '0' || jitter?.text === '0s' ? 0 : MIN_JITTER_MS
  const jitterMs =
    jitter === undefined
      ? DEFAULTS.jitterMs
      : readDuration(jitter, { min: least, max: MAX_INTERVAL_MS }, report)
  if (intervalMs === null || jitterMs === null) return null
  return { intervalMs, jitterMs: Math.min(jitterMs, intervalMs / 2) }
}

function follower({ intervalMs, jitterMs }: Period, server: ServerStatus): Plugin {
  let timer: NodeJS.Timeout | undefined
  return {
    name: 'reload',
    start: async () => {
      const periodMs = intervalMs + (Math.random() - 0.5) * jitterMs
      timer = setInterval(() => {
        server.followCorefile()
      }, periodMs)
      timer.unref()
    },
    stop: async () => {
      clearInterval(timer)
    },
  }
}
