/**
 * What directives see of the manifests: `kubernetes` subscribes to zones that follow them, `prometheus` shows their figures.
 */
import type { ApplyOptions } from '../kube/applied/apply-options.ts'
import type { BlockZones, WantedZones } from '../kube/records/block-zones.ts'
import type { StandardInput } from '../source/standard-input.ts'
import type { Carry } from './carry.ts'
import type { EditDelays } from './edit-delays.ts'

/** Files and folders, or standard input. */
export type ManifestPlaces = readonly string[] | StandardInput

/** Which manifests are read, and how. */
export interface ManifestChoice {
  readonly places: ManifestPlaces
  /** Of objects that name none. */
  readonly namespace: string
}

/** What a source reads, and as if applied to which cluster. */
export interface SourceOptions extends ManifestChoice {
  readonly apply: ApplyOptions
  /** Where addresses are kept; `null`: nowhere. */
  readonly lock: string | null
}

export interface Subscription {
  readonly zones: BlockZones
  readonly refresh: () => Promise<void>
  /** The zones are followed no more. */
  readonly close: () => void
}

export interface LibrarySummary {
  readonly files: number
  readonly objects: number
  readonly names: number
}

/** All manifests of the server. Blocks and configurations that want the same ones share one source. */
export interface Manifests {
  readonly edits: EditDelays
  /** Zones kept in step with these manifests, ready when the promise is. The source is carried with `carry`. */
  subscribe(
    carry: Carry,
    wanted: SourceOptions,
    wantedZones: WantedZones,
    serverAddresses: readonly string[],
  ): Promise<Subscription>
  summary(): LibrarySummary
}
