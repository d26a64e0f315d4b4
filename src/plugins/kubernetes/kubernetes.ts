/**
 * `kubernetes [ZONE…] { … }`: answers for the services, endpoints and pods of the manifests. A name that exists is answered
 * here; one that does not is NXDOMAIN, or the next plugin's where `fallthrough` covers it.
 */
import type { Handler, Plugin } from '../../chain/plugin.ts'
import { isReverseZone } from '../../kube/cluster-options.ts'
import type { ClusterZones } from '../../kube/cluster-zones.ts'
import { REFUSED } from '../../wire/answer.ts'
import { isTransfer } from '../../wire/constants.ts'
import type { NameKey } from '../../wire/name.ts'
import { FINDING } from '../../zone/finding.ts'
import { SuffixTable } from '../../zone/suffix-table.ts'
import type { ClusterView } from '../cluster-view.ts'
import type { Block, Occurrences, PluginDefinition } from '../definition.ts'
import { AliasFollower } from './alias.ts'
import type { Subscription } from './manifest-library.ts'
import { type KubernetesOptions, readKubernetes } from './options.ts'
import { ClusterResolver } from './resolver.ts'

function setup(occurrences: Occurrences, block: Block): Plugin | null {
  const options = readKubernetes(occurrences, block)
  if (options === null) return null
  const plugin = new KubernetesPlugin(options, block)
  block.settings.cluster = plugin
  return plugin
}

export const kubernetes: PluginDefinition = { name: 'kubernetes', setup }

class KubernetesPlugin implements Plugin, ClusterView {
  readonly name = 'kubernetes'
  readonly #options: KubernetesOptions
  readonly #block: Block
  #subscription: Subscription | null = null

  constructor(options: KubernetesOptions, block: Block) {
    this.#options = options
    this.#block = block
  }

  get zones(): readonly NameKey[] {
    return this.#options.cluster.zones.filter((zone) => !isReverseZone(zone))
  }

  get knowsPods(): boolean {
    return this.#options.cluster.pods === 'verified'
  }

  namespaceAt(octets: string): string | null {
    return this.#subscription?.inventory.pods.namespaceAt(octets) ?? null
  }

  readonly start = async (): Promise<void> => {
    const { source, cluster } = this.#options
    const { manifests, serverAddresses, settings } = this.#block
    const listed = settings.transfers?.listedOf(cluster.zones) ?? []
    this.#subscription = await manifests.subscribe(source, cluster, serverAddresses(), listed)
    if (settings.transfers === null) return
    for (const history of this.#subscription.histories().values()) settings.transfers.offer(history)
  }

  readonly stop = async (): Promise<void> => {
    await this.#subscription?.close()
  }

  readonly isReady = (): boolean => this.#subscription !== null

  readonly refresh = async (): Promise<void> => {
    await this.#subscription?.refresh()
  }

  readonly attach = (next: Handler): Handler => {
    const resolver = new ClusterResolver(this.#options.cluster)
    const aliases = new AliasFollower(resolver)
    const fallthrough = new SuffixTable(this.#options.fallthrough.map((zone) => [zone, true] as const))
    return (query) => {
      const cluster = this.#cluster()
      const zones = cluster.current
      const zone = zones.find(query.sought)
      if (zone === undefined) return next(query)
      const finding = resolver.find(zone, query.sought, query.type)
      if (finding.kind === FINDING.ANSWER) return finding
      if (isTransfer(query.type)) return REFUSED
      if (finding.kind === FINDING.ALIAS) return aliases.follow(query, finding, zone, zones, cluster)
      const failed = cluster.failureAt(query.sought)
      if (failed !== null) return failed
      return finding.kind === FINDING.NXDOMAIN && fallthrough.find(query.sought) === true
        ? next(query)
        : finding
    }
  }

  #cluster(): ClusterZones {
    if (this.#subscription === null) throw new Error('kubernetes has been asked before it was started')
    return this.#subscription.zones
  }
}
