/**
 * `reload [INTERVAL [JITTER]]`, `reload off`: the Corefile and everything it imports is read every so often, and when it
 * says something else the server takes it over as on SIGHUP. The jitter keeps servers with one Corefile from doing so all
 * at once: the interval is longer or shorter by up to half of it, by as much as is drawn when the configuration starts.
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

interface Pace {
  readonly intervalMs: number
  readonly jitterMs: number
}

/** CoreDNS's. */
const DEFAULTS: Pace = { intervalMs: 30_000, jitterMs: 15_000 }
const MIN_INTERVAL_MS = 2000
const MIN_JITTER_MS = 1000
/** What has not been looked at for a day was not meant to be looked at. */
const MAX_INTERVAL_MS = 24 * 3_600_000

function setup(occurrences: Occurrences, { report, server }: Block): Plugin | null {
  const pace = readOnce(occurrences, report, (directive) => readPace(directive, report))
  return pace === null ? null : follower(pace, server)
}

export const reload: PluginDefinition = { name: 'reload', options: {}, setup }

/** `null`: never, or not to be understood. */
function readPace(directive: Directive, report: Report): Pace | null {
  const { name, args } = directive
  const [interval, jitter] = args
  expectNoOptions(directive, report)
  const isOff = interval?.text === 'off'
  hasArguments(name, args, [0, isOff ? 1 : 2], report)
  if (isOff) return null
  const bounds = { min: MIN_INTERVAL_MS, max: MAX_INTERVAL_MS }
  const intervalMs = interval === undefined ? DEFAULTS.intervalMs : readDuration(interval, bounds, report)
  // No jitter is a choice; a little of it is a mistake.
  const least = jitter?.text === '0' || jitter?.text === '0s' ? 0 : MIN_JITTER_MS
  const jitterMs =
    jitter === undefined
      ? DEFAULTS.jitterMs
      : readDuration(jitter, { min: least, max: MAX_INTERVAL_MS }, report)
  if (intervalMs === null || jitterMs === null) return null
  return { intervalMs, jitterMs: Math.min(jitterMs, intervalMs / 2) }
}

function follower({ intervalMs, jitterMs }: Pace, server: ServerStatus): Plugin {
  let timer: NodeJS.Timeout | undefined
  return {
    name: 'reload',
    start: async () => {
      const paceMs = intervalMs + (Math.random() - 0.5) * jitterMs
      timer = setInterval(() => {
        server.followCorefile()
      }, paceMs)
      timer.unref()
    },
    stop: async () => {
      clearInterval(timer)
    },
  }
}
