/**
 * `ready [ADDR] { monitor until-ready|continuously }`: GET /ready returns 200 while the server can take
 * queries: its sockets answer, it is not stopping, and every plugin with a readiness check is ready.
 * Otherwise it returns 503 with the names of the plugins that are not ready. Without `monitor continuously`,
 * a plugin that was ready once stays ready.
 */
import type { SocketAddress } from '../../chain/query.ts'
import type { Plugin } from '../../chain/plugin.ts'
import { standsOnce } from '../../config/occurrences.ts'
import { choice } from '../../config/option-kinds.ts'
import { readOptions } from '../../config/options.ts'
import type { Directive } from '../../config/server-block.ts'
import type { Report } from '../../config/token.ts'
import { type Page, plainPage } from '../../server/http.ts'
import type { Block, Occurrences, PluginDefinition } from '../../block/definition.ts'
import { readPageArgument } from '../../block/page-claim.ts'
import type { ServerStatus } from '../../block/server-status.ts'

const DEFAULT_AT: SocketAddress = { address: '', port: 8181 }
const MODES = ['until-ready', 'continuously'] as const

const OPTIONS = { monitor: choice(MODES, 'until-ready') }

function setup(occurrences: Occurrences, block: Block): null {
  const { report, ports, server } = block
  standsOnce(occurrences, report)
  const [first, ...others] = occurrences
  const { at, isContinuous } = readReady(first, report)
  for (const directive of others) readReady(directive, report)
  const readiness = new Readiness(server, isContinuous)
  block.claimPage({
    path: '/ready',
    at: { ...at, port: ports.ready ?? at.port },
    portFlag: '--ready-port',
    token: first.name,
    serve: () => readiness.page(),
  })
  return null
}

export const ready: PluginDefinition = { name: 'ready', options: OPTIONS, setup }

function readReady(directive: Directive, report: Report) {
  const at = readPageArgument(directive, DEFAULT_AT, report)
  const { monitor } = readOptions(directive, OPTIONS, { report })
  return { at, isContinuous: monitor === 'continuously' }
}

class Readiness {
  readonly #server: ServerStatus
  readonly #isContinuous: boolean
  /** The plugins that were ready once and are not checked again. */
  readonly #settled = new WeakSet<Plugin>()

  constructor(server: ServerStatus, isContinuous: boolean) {
    this.#server = server
    this.#isContinuous = isContinuous
  }

  page(): Page {
    const { phase, plugins, reloadFailure } = this.#server
    if (phase === 'stopping') return plainPage(503, 'stopping')
    const waiting = plugins.filter((plugin) => !this.#isReady(plugin)).map(({ name }) => name)
    if (waiting.length > 0) return plainPage(503, [...new Set(waiting)].join(','))
    if (phase === 'starting') return plainPage(503, 'starting')
    // The configuration in force still serves, so the status is 200. The body tells operators of the failure.
    if (reloadFailure === null) return plainPage(200, 'OK')
    const { at, message } = reloadFailure
    return plainPage(200, `OK\nthe reload at ${at.toISOString()} failed: ${message}`)
  }

  #isReady(plugin: Plugin): boolean {
    if (plugin.isReady === undefined || this.#settled.has(plugin)) return true
    if (!plugin.isReady()) return false
    if (!this.#isContinuous) this.#settled.add(plugin)
    return true
  }
}
