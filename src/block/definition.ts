/**
 * `PluginDefinition`, the interface of a directive, and `Block`, the interface that its setup gets. A setup
 * reads all occurrences of its directive in one server block, reports all their errors, and returns the
 * plugin. It returns `null` after an error, or if the directive needs no plugin.
 */
import type { Plugin } from '../chain/plugin.ts'
import type { SocketAddress } from '../chain/query.ts'
import type { FileAccess } from '../config/file-access.ts'
import type { OptionForm } from '../config/options.ts'
import type { Directive } from '../config/server-block.ts'
import type { Report } from '../config/token.ts'
import type { ApplySettings } from '../kube/applied/apply-options.ts'
import type { Log } from '../report/log.ts'
import type { NameKey } from '../wire/name.ts'
import type { BlockKey } from './block-key.ts'
import type { Carry } from './carry.ts'
import type { Contacts } from './contacts.ts'
import type { ManifestPlaces, Manifests } from './manifests.ts'
import type { PageClaim, PagePorts } from './page-claim.ts'
import type { ServerStatus } from './server-status.ts'

/** The labels of a block, as in CoreDNS's metrics. */
export interface BlockLabels {
  /** `dns://:53`: the first address of the block. */
  readonly server: string
  /** The name of the block's `view`; empty without one. */
  readonly view: string
}

export interface Block {
  /** All zones of the block's keys. */
  readonly zones: readonly NameKey[]
  /** The names of all its directives. */
  readonly directives: ReadonlySet<string>
  /** The folder that relative paths of the block's directives start from: see `root`. */
  readonly folder: string
  /** The files that its directives name. */
  readonly files: FileAccess
  /** Provides a value to later directives and to the site. Only the setup of the key's owner may call it. */
  provide<Value>(key: BlockKey<Value>, value: Value): void
  /** The value from the setup of the key's owner; `undefined`: it provided none. Throws before that setup. */
  get<Value>(key: BlockKey<Value>): Value | undefined
  /** Keeps a thing over a reload. */
  readonly carry: Carry
  /** Serves a page over HTTP. */
  claimPage(claim: PageClaim): void
  readonly report: Report
  readonly log: Log
  /** The places of manifests on the command line; the block's options override them. */
  readonly manifestPlaces: ManifestPlaces
  /** The namespace of objects without one; the block's options override it. */
  readonly namespace: string
  readonly manifests: Manifests
  /** The settings of the cluster on the command line; the block's options override them. */
  readonly apply: ApplySettings
  /** The file of allocated addresses on the command line; `null`: none. The block's options override it. */
  readonly lock: string | null
  /** The addresses (octets) at which clients reach the block; known after all setups. */
  readonly serverAddresses: () => readonly string[]
  readonly contacts: Contacts
  /** The ports on the command line. */
  readonly ports: PagePorts
  readonly server: ServerStatus
  /** Whether the block listens at `at`; known after all blocks are built. */
  readonly isOwnAddress: (at: SocketAddress) => boolean
  /** The labels of the block's metrics; known after all blocks are built. */
  readonly labels: () => BlockLabels
  /** All plugins of the block; known after all setups. */
  readonly plugins: () => readonly Plugin[]
}

export type Occurrences = readonly [Directive, ...Directive[]]

export interface PluginDefinition {
  /** The name of the directive. */
  readonly name: string
  /** The options in its braces. */
  readonly options: Readonly<Record<string, OptionForm>>
  readonly setup: (occurrences: Occurrences, block: Block) => Plugin | null
}
