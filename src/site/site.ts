/**
 * Builds a site from the server blocks of a Corefile: a chain of plugins for each block, and the zones of
 * each address and port. It reports all errors in the blocks, and neither opens sockets nor starts plugins.
 */
import { composeExplaining } from '../chain/explaining.ts'
import { compose, composeForNotices, composeForOtherClasses, type Plugin } from '../chain/plugin.ts'
import type { FileAccess } from '../config/file-access.ts'
import type { Directive, ServerBlock, ServerKey } from '../config/server-block.ts'
import { atToken, quote, type Report } from '../config/token.ts'
import type { ApplySettings } from '../kube/applied/apply-options.ts'
import type { Log } from '../report/log.ts'
import type { Place } from '../report/diagnostic.ts'
import { suggest } from '../report/suggestion.ts'
import { isListenedOn, reachableAddresses } from '../server/own-addresses.ts'
import type { RoutedBlock } from '../server/route.ts'
import type { NameKey } from '../wire/name.ts'
import { LISTEN_ADDRESSES } from '../directives/listen/bind.ts'
import { BlockValues } from '../block/block-key.ts'
import type { Carry } from '../block/carry.ts'
import type { Contacts } from '../block/contacts.ts'
import type { Block, Occurrences } from '../block/definition.ts'
import { CLUSTER } from '../directives/cluster/kubernetes/cluster-view.ts'
import { EXPLAINS } from '../directives/observe/explain.ts'
import { LAMEDUCK_MS } from '../directives/observe/health.ts'
import type { ManifestPlaces, Manifests } from '../block/manifests.ts'
import { reportLeftOut } from './left-out.ts'
import { type ListenAddress, type ListenerPlan, ListenerTable } from './listener-table.ts'
import type { PageClaim, PagePorts } from '../block/page-claim.ts'
import { type PagePlan, planPages, reportSharedPorts } from './page-plan.ts'
import { DIRECTIVES, REGISTRY } from './registry.ts'
import { reportFallthrough } from './fallthrough.ts'
import { reportShadows } from './shadowing.ts'
import { type ListeningBlock, reportTakenZones, reportUnreached } from './unreached.ts'
import { ROOT_FOLDER } from '../directives/listen/root.ts'
import type { ServerStatus } from '../block/server-status.ts'
import { CREDENTIALS } from '../directives/listen/tls/tls.ts'
import { VIEW } from '../directives/shape/view/view.ts'

export interface SiteContext {
  readonly report: Report
  readonly log: Log
  /** The folder of the Corefile, where relative paths start. */
  readonly folder: string
  /** The files that directives name. */
  readonly files: FileAccess
  readonly manifestPlaces: ManifestPlaces
  /** The namespace of objects that state none. */
  readonly namespace: string
  readonly manifests: Manifests
  readonly carry: Carry
  readonly apply: ApplySettings
  readonly lock: string | null
  readonly contacts: Contacts
  /** The port of keys without a port. */
  readonly defaultPort: number
  /** Replaces port 53 in keys; 53 without `--port`. */
  readonly standardPort: number
  /** The addresses of blocks without `bind`. */
  readonly defaultAddresses: readonly ListenAddress[]
  readonly ports: PagePorts
  readonly server: ServerStatus
}

export interface Site {
  readonly listeners: readonly ListenerPlan[]
  /** All plugins, in the order of their start. */
  readonly plugins: readonly Plugin[]
  readonly zones: readonly NameKey[]
  /** The forward zones of all `kubernetes`, in the order of the Corefile. */
  readonly clusterZones: readonly NameKey[]
  readonly pages: readonly PagePlan[]
  /** The longest lameduck time of all blocks. */
  readonly lameduckMs: number
}

export function buildSite(blocks: readonly ServerBlock[], context: SiteContext): Site {
  const listeners = new ListenerTable(context)
  const plugins: Plugin[] = []
  const zones = new Set<NameKey>()
  const clusterZones: NameKey[] = []
  const pages: PageClaim[] = []
  const listening: ListeningBlock[] = []
  let lameduckMs = 0
  for (const block of blocks) {
    const built = buildBlock(block, context, {
      isOwnAddress: (at) => isListenedOn(at, listeners.addressesOf(block)),
      server: () => listeners.serverOf(block),
    })
    plugins.push(...built.plugins)
    pages.push(...built.pages)
    clusterZones.push(...(built.values.get(CLUSTER)?.zones ?? []))
    listening.push({ source: block, addresses: built.addresses.map(({ address }) => address) })
    reportShadows({ source: block, plugins: built.plugins }, context.report)
    reportUnreached(block, context.report)
    reportFallthrough(block, context.report)
    lameduckMs = Math.max(lameduckMs, built.values.get(LAMEDUCK_MS) ?? 0)
    const handler =
      built.values.get(EXPLAINS) === true ? composeExplaining(built.plugins) : compose(built.plugins)
    const otherClasses = composeForOtherClasses(built.plugins)
    const notices = composeForNotices(built.plugins)
    for (const key of block.keys) {
      if (!isServed(key, block, built.values, context.report)) continue
      for (const zone of key.zones) {
        zones.add(zone)
        for (const address of built.addresses)
          listeners.add(
            address,
            key,
            block,
            { zone, handler, otherClasses, notices, block: routedBlock(key, block, built.plugins) },
            built,
          )
      }
    }
  }
  const portOf = ({ port }: ServerKey): number => port ?? context.defaultPort
  reportTakenZones(listening, portOf, context.report)
  const plans = { listeners: listeners.plans(), pages: planPages(pages) }
  reportSharedPorts(plans.pages, plans.listeners, context.report)
  return { ...plans, plugins, zones: [...zones], clusterZones, lameduckMs }
}

/** The addresses of a block. They are known only when all blocks are built. */
interface BlockPlace {
  readonly isOwnAddress: Block['isOwnAddress']
  /** The label `server` of metrics. */
  readonly server: () => string
}

interface BuiltBlock {
  readonly plugins: readonly Plugin[]
  readonly addresses: readonly ListenAddress[]
  readonly values: BlockValues
  readonly pages: readonly PageClaim[]
}

function buildBlock(
  source: ServerBlock,
  context: SiteContext,
  { isOwnAddress, server: serverName }: BlockPlace,
): BuiltBlock {
  const { report, log, files, manifestPlaces, namespace, manifests, carry } = context
  const { apply, lock, contacts, ports, server } = context
  const values = new BlockValues()
  const pages: PageClaim[] = []
  let plugins: readonly Plugin[] = []
  const addresses = (): readonly ListenAddress[] => {
    const bound = values.get(LISTEN_ADDRESSES) ?? []
    return bound.length === 0
      ? context.defaultAddresses
      : bound.map((address) => ({ address, isOptional: false }))
  }
  const byName = groupDirectives(source.directives, report)
  const block: Block = {
    zones: [...new Set(source.keys.flatMap((key) => key.zones))],
    directives: new Set(byName.keys()),
    get folder() {
      return values.get(ROOT_FOLDER) ?? context.folder
    },
    files,
    provide: (key, value) => {
      values.provide(key, value)
    },
    get: (key) => values.get(key),
    carry,
    claimPage: (claim) => void pages.push(claim),
    report,
    log,
    manifestPlaces,
    namespace,
    manifests,
    apply,
    lock,
    isOwnAddress,
    labels: () => ({ server: serverName(), view: values.get(VIEW)?.name ?? '' }),
    contacts,
    serverAddresses: () => reachableAddresses(addresses().map(({ address }) => address)),
    ports,
    server,
    plugins: () => plugins,
  }
  plugins = REGISTRY.flatMap((definition) => {
    values.begin(definition.name)
    const occurrences = byName.get(definition.name)
    const plugin = occurrences === undefined ? null : definition.setup(occurrences, block)
    return plugin === null ? [] : [plugin]
  })
  return { plugins, addresses: addresses(), values, pages }
}

function routedBlock(
  { place }: ServerKey,
  { directives }: ServerBlock,
  plugins: readonly Plugin[],
): RoutedBlock {
  const placeOf = (plugin: Plugin): Place =>
    directives.find(({ name }) => name.text === plugin.name)?.place ?? place
  return { place, plugins, placeOf }
}

/** Groups the directives of a block by name. Unknown directives are reported and dropped. */
function groupDirectives(directives: readonly Directive[], report: Report): Map<string, Occurrences> {
  const byName = new Map<string, Occurrences>()
  for (const directive of directives) {
    const name = directive.name.text
    if (reportLeftOut(directive, report)) continue
    if (!DIRECTIVES.includes(name)) {
      const nearest = suggest(name, DIRECTIVES)
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

function isServed(key: ServerKey, { directives }: ServerBlock, values: BlockValues, report: Report): boolean {
  if (key.scheme === 'dns') return true
  const scheme = quote(`${key.scheme}://`)
  if (key.scheme !== 'tls' && key.scheme !== 'https') {
    const message = `kubezone does not serve ${scheme} yet; this key has no effect`
    report(atToken('KZ_COREFILE_NOT_SERVED', key.token, message))
    return false
  }
  if (values.get(CREDENTIALS) !== undefined) return true
  // The setup of `tls` has reported a certificate that cannot be used.
  if (!directives.some(({ name }) => name.text === 'tls')) {
    const message = `${scheme} needs a certificate, and this block has no 'tls' directive`
    report(atToken('KZ_COREFILE_CERTIFICATE', key.token, message, "add 'tls CERT KEY' to the block"))
  }
  return false
}
