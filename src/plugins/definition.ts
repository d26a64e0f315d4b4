/**
 * What a directive is to the registry, and what its setup may use. A setup reads all occurrences of its directive in one
 * server block, reports everything that is wrong with them, and returns the plugin, or `null` where there is none to make.
 */
import type { Plugin } from '../chain/plugin.ts'
import type { Query, SocketAddress } from '../chain/query.ts'
import type { Directive } from '../config/server-block.ts'
import type { Report } from '../config/token.ts'
import type { ApplySettings } from '../kube/applied/apply-options.ts'
import type { ExternalOptions } from '../kube/records/external-zones.ts'
import type { Log } from '../report/log.ts'
import type { TcpLimits } from '../server/tcp-limits.ts'
import type { NameKey } from '../wire/name.ts'
import type { CertificateFiles } from './tls/certificate-files.ts'
import type { ClusterView } from './cluster-view.ts'
import type { LoopWatch } from './forward/loop-watch.ts'
import type { ManifestLibrary, ManifestPlaces } from './kubernetes/manifest-library.ts'
import type { LabelSource } from './metadata/label-source.ts'
import type { PageClaim, PagePorts } from './page-claim.ts'
import type { ServerStatus } from './server-status.ts'
import type { Transfers } from './transfer/transfers.ts'
import type { TsigKey } from './tsig/signature.ts'

/** A block that is for some queries of its zones only. */
export interface View {
  readonly name: string
  /** Whether a query is for the block; without it all are. */
  readonly accepts: ((query: Query) => boolean) | undefined
}

/** What directives decide about their block as a whole; filled in while the setups run, in the order of the registry. */
export interface BlockSettings {
  /** Addresses to listen on; empty: all. */
  readonly listenAddresses: string[]
  /** Where relative paths of the block's directives start. */
  folder: string
  /** What `kubernetes` knows, for directives that come before it; `null`: the block has none. */
  cluster: ClusterView | null
  /** What `kubernetes` is to keep for `k8s_external`; `null`: nothing. */
  external: ExternalOptions | null
  /** Of its addresses, those that the block says something about. */
  readonly tcpLimits: { -readonly [Limit in 'idleMs' | 'messageMs' | 'queries']?: TcpLimits[Limit] }
  /** What the block proves itself with over TLS and HTTPS; `null`: nothing. */
  credentials: CertificateFiles | null
  /** Open at a time, at each of its addresses for DNS over HTTPS. */
  httpsConnections: number
  /** What is served over HTTP. */
  readonly pages: PageClaim[]
  /** How long queries are still answered once a stop has been asked for. */
  lameduckMs: number
  /** Sees questions of `forward` that come back; `null`: nobody looks. */
  loopWatch: LoopWatch | null
  /** What is said about its queries; `null`: nobody is asked. */
  metadata: LabelSource | null
  /** Which queries of its zones it is for; `null`: all. */
  view: View | null
  /** Secrets for signatures, by name. */
  readonly keys: Map<NameKey, TsigKey>
  /** Whom zones are offered to, to be handed out whole; `null`: nobody. */
  transfers: Transfers | null
}

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
  readonly settings: BlockSettings
  readonly report: Report
  readonly log: Log
  /** Those of the command line: where manifests are, unless the block says otherwise. */
  readonly manifestPlaces: ManifestPlaces
  /** Of objects that name none, unless the block says otherwise. */
  readonly namespace: string
  readonly manifests: ManifestLibrary
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
  readonly setup: (occurrences: Occurrences, block: Block) => Plugin | null
}
