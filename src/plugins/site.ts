/**
 * A Corefile's server blocks made into what can be served: a chain of plugins for each block, and for each address and port
 * the zones that are answered there. Reports everything that is wrong with the blocks; opens and starts nothing.
 */
import { compose, type Plugin } from '../chain/plugin.ts'
import type { SocketAddress } from '../chain/query.ts'
import type { Directive, ServerBlock, ServerKey } from '../config/server-block.ts'
import { atToken, quote, type Report, type Token } from '../config/token.ts'
import type { ApplySettings } from '../kube/apply-options.ts'
import { formatPlace } from '../report/diagnostic.ts'
import type { Log } from '../report/log.ts'
import { suggest } from '../report/suggestion.ts'
import { isListenedOn, reachableAddresses } from '../server/own-addresses.ts'
import type { Route, Routes } from '../server/respond.ts'
import { type NameKey, nameText } from '../wire/name.ts'
import { SuffixTable } from '../zone/suffix-table.ts'
import type { Block, BlockSettings, Occurrences, PluginDefinition } from './definition.ts'
import type { ManifestLibrary, ManifestPlaces } from './kubernetes/manifest-library.ts'
import { REGISTRY } from './registry.ts'

export interface SiteContext {
  readonly report: Report
  readonly log: Log
  /** Where relative paths start: the Corefile's folder. */
  readonly folder: string
  readonly manifestPlaces: ManifestPlaces
  /** Of objects that name none. */
  readonly namespace: string
  readonly manifests: ManifestLibrary
  readonly apply: ApplySettings
  readonly lock: string | null
  /** For keys without a port. */
  readonly defaultPort: number
  /** Takes the place of port 53 in keys; 53 itself where nothing takes its place. */
  readonly standardPort: number
  /** For blocks without `bind`. */
  readonly defaultAddresses: readonly ListenAddress[]
}

export interface ListenAddress {
  readonly address: string
  /** It does not matter if the machine does not have it: `::` and `::1` where there is no IPv6. */
  readonly isOptional: boolean
}

export interface ListenerPlan extends ListenAddress {
  readonly port: number
  readonly routes: Routes
}

export interface Site {
  readonly listeners: readonly ListenerPlan[]
  /** In the order in which they start. */
  readonly plugins: readonly Plugin[]
  readonly zones: readonly NameKey[]
}

/** Every address of the machine, of both families. */
export const ALL_ADDRESSES: readonly ListenAddress[] = [
  { address: '0.0.0.0', isOptional: false },
  { address: '::', isOptional: true },
]

const DEFINITIONS = REGISTRY.filter((entry): entry is PluginDefinition => typeof entry !== 'string')
const NOT_YET = new Set(REGISTRY.filter((entry) => typeof entry === 'string'))
const NAMES = REGISTRY.map((entry) => (typeof entry === 'string' ? entry : entry.name))

export function buildSite(blocks: readonly ServerBlock[], context: SiteContext): Site {
  const listeners = new ListenerTable(context)
  const isOwnAddress = (at: SocketAddress): boolean => isListenedOn(at, listeners.addresses)
  const plugins: Plugin[] = []
  const zones = new Set<NameKey>()
  for (const block of blocks) {
    const built = buildBlock(block, context, isOwnAddress)
    plugins.push(...built.plugins)
    const handler = compose(built.plugins)
    for (const key of block.keys) {
      if (!isServed(key, context.report)) continue
      for (const zone of key.zones) {
        zones.add(zone)
        for (const address of built.addresses) listeners.add(address, key, block, { zone, handler })
      }
    }
  }
  return { listeners: listeners.plans(), plugins, zones: [...zones] }
}

interface BuiltBlock {
  readonly plugins: readonly Plugin[]
  readonly addresses: readonly ListenAddress[]
}

function buildBlock(
  source: ServerBlock,
  context: SiteContext,
  isOwnAddress: Block['isOwnAddress'],
): BuiltBlock {
  const { report, log, folder, manifestPlaces, namespace, manifests, apply, lock } = context
  const settings: BlockSettings = { listenAddresses: [], folder, loopWatch: null }
  const addresses = (): readonly ListenAddress[] => {
    const bound = settings.listenAddresses
    return bound.length === 0
      ? context.defaultAddresses
      : bound.map((address) => ({ address, isOptional: false }))
  }
  const block: Block = {
    zones: [...new Set(source.keys.flatMap((key) => key.zones))],
    settings,
    report,
    log,
    manifestPlaces,
    namespace,
    manifests,
    apply,
    lock,
    isOwnAddress,
    serverAddresses: () => reachableAddresses(addresses().map(({ address }) => address)),
  }
  const byName = groupDirectives(source.directives, report)
  const plugins = DEFINITIONS.flatMap((definition) => {
    const occurrences = byName.get(definition.name)
    const plugin = occurrences === undefined ? null : definition.setup(occurrences, block)
    return plugin === null ? [] : [plugin]
  })
  return { plugins, addresses: addresses() }
}

/** The block's directives by name; those that nobody knows are reported and left out. */
function groupDirectives(directives: readonly Directive[], report: Report): Map<string, Occurrences> {
  const byName = new Map<string, Occurrences>()
  for (const directive of directives) {
    const name = directive.name.text
    if (NOT_YET.has(name)) {
      const message = `${quote(name)} is a directive of CoreDNS that kubezone does not have yet; it has no effect`
      report(atToken('KZ_COREFILE_NOT_YET', directive.name, message))
    } else if (!NAMES.includes(name)) {
      const nearest = suggest(name, NAMES)
      const hint = nearest === null ? undefined : `did you mean ${quote(nearest)}?`
      report(
        atToken('KZ_COREFILE_UNKNOWN_DIRECTIVE', directive.name, `${quote(name)} is not a directive`, hint),
      )
    } else {
      const earlier = byName.get(name)
      byName.set(name, earlier === undefined ? [directive] : [...earlier, directive])
    }
  }
  return byName
}

function isServed(key: ServerKey, report: Report): boolean {
  if (key.scheme === 'dns') return true
  const message = `kubezone does not serve ${quote(`${key.scheme}://`)} yet; this key has no effect`
  report(atToken('KZ_COREFILE_NOT_SERVED', key.token, message))
  return false
}

interface Claim {
  readonly route: Route
  readonly token: Token
  readonly block: ServerBlock
}

/** Who answers what where. Two blocks may share an address and port, but not a zone there. */
class ListenerTable {
  /** Keys whose zones were taken, and the keys that had taken them: said already. */
  readonly #clashes = new Map<Token, Set<Token>>()
  readonly #context: SiteContext
  readonly #claims = new Map<
    string,
    { readonly at: ListenAddress; readonly port: number; readonly routes: Map<NameKey, Claim> }
  >()

  constructor(context: SiteContext) {
    this.#context = context
  }

  add(at: ListenAddress, { token, port: written }: ServerKey, block: ServerBlock, route: Route): void {
    const port = this.#portOf(written)
    const id = `${at.address}#${port}`
    const listener = this.#claims.get(id) ?? { at, port, routes: new Map<NameKey, Claim>() }
    this.#claims.set(id, listener)
    const other = listener.routes.get(route.zone)
    if (other === undefined) {
      listener.routes.set(route.zone, { route, token, block })
      return
    }
    // Two keys may meet in many zones and at many addresses; it is one mistake all the same.
    const clashes = this.#clashes.get(token) ?? new Set<Token>()
    if (clashes.has(other.token)) return
    this.#clashes.set(token, clashes.add(other.token))
    const what = `${nameText(route.zone)} on port ${port} of ${at.address}`
    const [message, hint] =
      other.block === block
        ? [
            `${what} is already covered by the key ${quote(other.token.text)} of this block`,
            'remove one of the two',
          ]
        : [
            `${what} is already served by the block at ${formatPlace(other.token.place)}`,
            'merge the two blocks',
          ]
    this.#context.report(atToken('KZ_COREFILE_ZONE_TAKEN', token, message, hint))
  }

  get addresses(): SocketAddress[] {
    return [...this.#claims.values()].map(({ at, port }) => ({ address: at.address, port }))
  }

  plans(): ListenerPlan[] {
    const listeners = [...this.#claims.values()]
    for (const { at, port, routes } of listeners) {
      if (!isWildcard(at.address)) continue
      const clash = listeners.find(
        (other) => other.port === port && !isWildcard(other.at.address) && isSameFamily(other.at, at),
      )
      const [claim] = clash?.routes.values() ?? []
      const [own] = routes.values()
      if (clash === undefined || claim === undefined || own === undefined) continue
      const message = `port ${port} of ${clash.at.address} is also claimed by the block at ${formatPlace(own.token.place)}, which listens on all addresses`
      this.#context.report(
        atToken('KZ_COREFILE_ZONE_TAKEN', claim.token, message, 'give both blocks a bind directive'),
      )
    }
    return listeners.map(({ at, port, routes }) => ({
      ...at,
      port,
      routes: new SuffixTable([...routes].map(([zone, { route }]) => [zone, route] as const)),
    }))
  }

  #portOf(written: number | null): number {
    const { defaultPort, standardPort } = this.#context
    if (written === null) return defaultPort
    return written === STANDARD_PORT ? standardPort : written
  }
}

export const STANDARD_PORT = 53

function isWildcard(address: string): boolean {
  return address === '0.0.0.0' || address === '::'
}

function isSameFamily(a: ListenAddress, b: ListenAddress): boolean {
  return a.address.includes(':') === b.address.includes(':')
}
