/**
 * `prometheus [ADDR]`: GET /metrics, with the names and labels of CoreDNS's dashboards, and kubezone's own.
 * Replies for the block's zones are counted as they are written; a scrape collects all other metrics.
 */
import type { MeteredRoute, Plugin } from '../../../chain/plugin.ts'
import type { ReplyMeter, SocketAddress } from '../../../chain/query.ts'
import { standsOnce } from '../../../config/occurrences.ts'
import { ignored, lines, withBraces } from '../../../config/option-kinds.ts'
import { readOptions } from '../../../config/options.ts'
import type { Directive } from '../../../config/server-block.ts'
import { atToken, type Report } from '../../../config/token.ts'
import { type Page, plainPage } from '../../../server/http.ts'
import { type Carry, carryKey } from '../../../block/carry.ts'
import type { Block, Occurrences, PluginDefinition } from '../../../block/definition.ts'
import type { Manifests } from '../../../block/manifests.ts'
import { readPageArgument } from '../../../block/page-claim.ts'
import { RouteCounters } from '../../../block/route-counters.ts'
import type { ServerStatus } from '../../../block/server-status.ts'
import { type Expose, loadExposition } from './exposition.ts'
import { type Family, mergeMetrics } from '../../../block/metric-family.ts'
import { libraryFamilies, statusFamilies } from './own-families.ts'
import { trafficFamilies } from './traffic.ts'

const DEFAULT_AT: SocketAddress = { address: '127.0.0.1', port: 9153 }

function setup(occurrences: Occurrences, block: Block): Plugin {
  const { report, ports } = block
  standsOnce(occurrences, report)
  const [at = DEFAULT_AT] = occurrences.map((directive) => readPrometheus(directive, report))
  const plugin = new PrometheusPlugin(block)
  block.claimPage({
    path: '/metrics',
    at: { ...at, port: ports.metrics ?? at.port },
    portFlag: '--metrics-port',
    token: occurrences[0].name,
    serve: async () => plugin.page(),
  })
  return plugin
}

const OPTIONS = {
  runtime_metrics: ignored('kubezone always exports the metrics of Node.js'),
  tls: withBraces(
    lines([0, Infinity], (_, { report }, option) => {
      report(atToken('KZ_COREFILE_NOT_SERVED', option, 'kubezone serves metrics without TLS'))
      return true
    }),
  ),
}

export const prometheus: PluginDefinition = { name: 'prometheus', options: OPTIONS, setup }

function readPrometheus(directive: Directive, report: Report): SocketAddress {
  const at = readPageArgument(directive, DEFAULT_AT, report)
  readOptions(directive, OPTIONS, { report })
  return at
}

/** The counters of a route survive a reload that keeps the route. */
const ROUTE_COUNTERS = carryKey<RouteCounters>('prometheus')

class PrometheusPlugin implements Plugin {
  readonly name = 'prometheus'
  readonly #server: ServerStatus
  readonly #manifests: Manifests
  readonly #carry: Carry
  readonly #routes: MeteredRoute[] = []
  readonly #counters: RouteCounters[] = []
  #expose: Expose | null = null

  constructor({ server, manifests, carry }: Block) {
    this.#server = server
    this.#manifests = manifests
    this.#carry = carry
  }

  readonly start = async (): Promise<void> => {
    this.#expose = await loadExposition()
  }

  readonly meter = (route: MeteredRoute): ReplyMeter => {
    const { server, zone, view, isIPv6 } = route
    const counters = this.#carry(ROUTE_COUNTERS, [server, zone, view, isIPv6], () => new RouteCounters(route))
    this.#routes.push(route)
    this.#counters.push(counters)
    return counters
  }

  async page(): Promise<Page> {
    if (this.#expose === null) return plainPage(503, 'starting')
    const { plugins } = this.#server
    const counters = new Set(this.#inForce.flatMap((plugin) => plugin.#counters))
    return this.#expose([
      ...statusFamilies(this.#server),
      ...trafficFamilies([...counters]),
      this.#enabled(),
      ...libraryFamilies(this.#manifests),
      ...mergeMetrics(plugins.flatMap((plugin) => plugin.metrics?.() ?? [])),
    ])
  }

  get #inForce(): PrometheusPlugin[] {
    return this.#server.plugins.filter((plugin) => plugin instanceof PrometheusPlugin)
  }

  #enabled(): Family {
    const name = 'coredns_plugin_enabled'
    const help = 'Whether a plugin is enabled, by server and zone.'
    const samples = this.#inForce
      .flatMap((plugin) => plugin.#routes)
      .flatMap(({ server, zone, view, plugins }) =>
        plugins.map((plugin) => ({ labels: { server, zone, view, name: plugin }, value: 1 })),
      )
    const [family] = mergeMetrics([{ name, help, type: 'gauge', samples }])
    const ones = family?.samples.map((sample) => ({ ...sample, value: 1 })) ?? []
    return { name, help, type: 'gauge', samples: ones }
  }
}
