/**
 * The interface of directives to the manifests: `kubernetes` subscribes to zones that follow them,
 * `prometheus` exports their metrics.
 */
import type { ApplyOptions } from '../kube/applied/apply-options.ts'
import type { BlockZones, WantedZones } from '../kube/records/block-zones.ts'
import type { ClusterFacts } from '../kube/reasons/facts.ts'
import type { StandardInput } from '../source/standard-input.ts'
import type { Carry } from './carry.ts'
import type { EditDelays } from './edit-delays.ts'

/** Files and folders, or standard input. */
export type ManifestPlaces = readonly string[] | StandardInput

/** The manifests to read, and the namespace of their objects. */
export interface ManifestChoice {
  readonly places: ManifestPlaces
  /** The namespace of objects without one. */
  readonly namespace: string
}

/** The manifests of a source, and the cluster that they are applied to. */
export interface SourceOptions extends ManifestChoice {
  readonly apply: ApplyOptions
  /** The file of allocated addresses; `null`: addresses are not kept. */
  readonly lock: string | null
}

export interface Subscription {
  readonly zones: BlockZones
  /** What reasons are found in, of the state in force. */
  readonly facts: () => ClusterFacts
  readonly refresh: () => Promise<void>
  /** Ends the subscription: the zones no longer change. */
  readonly close: () => void
}

export interface LibrarySummary {
  readonly files: number
  readonly objects: number
  readonly names: number
  /** Manifests were read, and no file of them has an object of Kubernetes. */
  readonly isEmpty: boolean
}

/** All manifests of the server. Blocks and configurations with equal `SourceOptions` share one source. */
export interface Manifests {
  readonly edits: EditDelays
  /**
   * Publishes zones that follow these manifests; resolves once they are complete. `carry` keeps the source.
   */
  subscribe(
    carry: Carry,
    wanted: SourceOptions,
    wantedZones: WantedZones,
    serverAddresses: readonly string[],
  ): Promise<Subscription>
  summary(): LibrarySummary
}
