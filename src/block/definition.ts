/**
 * What a directive is to the registry, and what its setup may use. A setup reads all occurrences of its directive in one
 * server block, reports everything that is wrong with them, and returns the plugin, or `null` where there is none to make.
 */
import type { Plugin } from '../chain/plugin.ts'
import type { SocketAddress } from '../chain/query.ts'
import type { OptionForm } from '../config/options.ts'
import type { Directive } from '../config/server-block.ts'
import type { Report } from '../config/token.ts'
import type { ApplySettings } from '../kube/applied/apply-options.ts'
import type { Log } from '../report/log.ts'
import type { NameKey } from '../wire/name.ts'
import type { BlockKey } from './block-key.ts'
import type { Carry } from './carry.ts'
import type { ManifestPlaces, Manifests } from './manifests.ts'
import type { PageClaim, PagePorts } from './page-claim.ts'
import type { ServerStatus } from './server-status.ts'

/** As CoreDNS has them in its metrics. */
export interface BlockLabels {
  /** `dns://:53`: the first address of the block. */
  readonly server: string
  /** Empty: none. */
  readonly view: string
}

export interface Block {
  /** All zones of the block's keys. */
  readonly zones: readonly NameKey[]
  /** The names of all its directives. */
  readonly directives: ReadonlySet<string>
  /** Where relative paths of the block's directives start: see `root`. */
  readonly folder: string
  /** Leaves a value for later directives and for the site; only the setup of the key's owner does. */
  provide<Value>(key: BlockKey<Value>, value: Value): void
  /** What the setup of the key's owner has provided; `undefined`: nothing. Throws before that setup has begun. */
  get<Value>(key: BlockKey<Value>): Value | undefined
  /** What is to survive a reload. */
  readonly carry: Carry
  /** Serves a page over HTTP. */
  claimPage(claim: PageClaim): void
  readonly report: Report
  readonly log: Log
  /** Those of the command line: where manifests are, unless the block says otherwise. */
  readonly manifestPlaces: ManifestPlaces
  /** Of objects that name none, unless the block says otherwise. */
  readonly namespace: string
  readonly manifests: Manifests
  /** What the command line says of the cluster, and where it keeps addresses: for blocks that say nothing. */
  readonly apply: ApplySettings
  readonly lock: string | null
  /** The addresses (octets) at which the block's server is reached; known once all setups have run. */
  readonly serverAddresses: () => readonly string[]
  /** Of the command line. */
  readonly ports: PagePorts
  readonly server: ServerStatus
  /** Whether this block answers there; known once all blocks are built. */
  readonly isOwnAddress: (at: SocketAddress) => boolean
  /** By which the block's figures are told from those of others; known once all blocks are built. */
  readonly labels: () => BlockLabels
  /** All that the block has; known once all setups have run. */
  readonly plugins: () => readonly Plugin[]
}

export type Occurrences = readonly [Directive, ...Directive[]]

export interface PluginDefinition {
  /** The directive. */
  readonly name: string
  /** What may stand in its braces. */
  readonly options: Readonly<Record<string, OptionForm>>
  readonly setup: (occurrences: Occurrences, block: Block) => Plugin | null
}
