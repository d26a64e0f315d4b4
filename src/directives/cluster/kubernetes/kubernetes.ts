/**
 * `kubernetes [ZONE…] { … }`: answers for the services, endpoints and pods of the manifests. A query for a
 * name that does not exist gets NXDOMAIN, or passes to the next plugin where `fallthrough` covers the name.
 */
import type { Handler, Plugin } from '../../../chain/plugin.ts'
import type { Query } from '../../../chain/query.ts'
import { isReverseZone } from '../../../kube/records/cluster-options.ts'
import type { BlockState } from '../../../kube/records/block-zones.ts'
import type { ServedZones } from '../../../kube/records/served-zones.ts'
import type { Reason } from '../../../report/reason.ts'
import type { Answer } from '../../../wire/answer.ts'
import type { NameKey } from '../../../wire/name.ts'
import { SuffixTable } from '../../../zone/suffix-table.ts'
import { clientOctets } from '../../../block/client-address.ts'
import { CLUSTER, type ClusterView } from './cluster-view.ts'
import type { Block, Occurrences, PluginDefinition } from '../../../block/definition.ts'
import { EXTERNAL_ZONES } from '../k8s-external.ts'
import { present } from '../../../report/assert.ts'
import { TRANSFERS } from '../../../block/transfers.ts'
import { CLIENT, clientLabel, nameLabel } from './labels.ts'
import type { Subscription } from '../../../block/manifests.ts'
import { type KubernetesOptions, OPTIONS, readKubernetes } from './options.ts'
import { ZoneReasons } from './reasons.ts'
import { ClusterResolver } from './resolver.ts'
import { zoneHandler } from './zone-handler.ts'

function setup(occurrences: Occurrences, block: Block): Plugin | null {
  const options = readKubernetes(occurrences, block)
  if (options === null) return null
  const plugin = new KubernetesPlugin(options, block)
  block.provide(CLUSTER, plugin)
  return plugin
}

export const kubernetes: PluginDefinition = { name: 'kubernetes', options: OPTIONS, setup }

class KubernetesPlugin implements Plugin, ClusterView {
  readonly name = 'kubernetes'
  readonly #options: KubernetesOptions
  readonly #block: Block
  readonly #zones: SuffixTable<NameKey>
  readonly #reasons: ZoneReasons
  #subscription: Subscription | null = null

  constructor(options: KubernetesOptions, block: Block) {
    this.#options = options
    this.#zones = SuffixTable.ofZones(options.cluster.zones)
    this.#block = block
    this.#reasons = new ZoneReasons(options.cluster, () => this.#started.facts())
  }

  get zones(): readonly NameKey[] {
    return this.#options.cluster.zones.filter((zone) => !isReverseZone(zone))
  }

  get knowsPods(): boolean {
    return this.#options.cluster.pods === 'verified'
  }

  get isStrict(): boolean {
    return this.#options.cluster.strict
  }

  namespaceAt(octets: string): string | null {
    return this.#current.pods.at(octets)?.namespace ?? null
  }

  readonly label = (label: string, query: Query): string => {
    if (label.startsWith(CLIENT)) {
      const octets = clientOctets(query)
      const pod = octets === null ? null : this.#current.pods.at(octets)
      return pod === null ? '' : clientLabel(label.slice(CLIENT.length), pod)
    }
    const zone = this.#zones.find(query.hashedName)
    return zone === undefined ? '' : nameLabel(label, query.name, zone, this.#options.cluster)
  }

  externalZones(): ServedZones {
    return present(this.#current.external, "k8s_external's zones are made with those of kubernetes")
  }

  readonly start = async (): Promise<void> => {
    const { source, cluster } = this.#options
    const { manifests, carry, serverAddresses } = this.#block
    const external = this.#block.get(EXTERNAL_ZONES) ?? null
    const transfers = this.#block.get(TRANSFERS)
    const listedOf = (zones: readonly NameKey[]): readonly NameKey[] => transfers?.listedOf(zones) ?? []
    const wanted = { cluster, external, listedOf, hasHistories: transfers !== undefined }
    this.#subscription = await manifests.subscribe(carry, source, wanted, serverAddresses())
    for (const history of this.#subscription.zones.histories) transfers?.offer(history)
  }

  readonly stop = async (): Promise<void> => {
    this.#subscription?.close()
  }

  readonly isReady = (): boolean => this.#subscription !== null

  readonly refresh = async (): Promise<void> => {
    await this.#subscription?.refresh()
  }

  readonly attach = (next: Handler): Handler => {
    const { cluster, fallthrough } = this.#options
    return zoneHandler(() => this.#current.cluster, new ClusterResolver(cluster), fallthrough, next)
  }

  readonly explain = (query: Query, answer: Answer): Reason | null =>
    this.#reasons.briefly(query, answer, this.#current.cluster)

  readonly facts = (query: Query, answer: Answer): readonly Reason[] =>
    this.#reasons.inFull(query, answer, this.#current.cluster)

  get #started(): Subscription {
    return present(this.#subscription, 'kubernetes is asked after it has started')
  }

  /** The zones and pods that queries read, all of one state of the manifests. */
  get #current(): BlockState {
    return this.#started.zones.current
  }
}
