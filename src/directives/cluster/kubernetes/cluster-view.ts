/** The view of a block's `kubernetes` for other directives: provided by its setup, usable after its start. */
import type { ServedZones } from '../../../kube/records/served-zones.ts'
import { blockKey } from '../../../block/block-key.ts'
import { joinName, type NameKey } from '../../../wire/name.ts'

/** The view of the block's `kubernetes`. */
export const CLUSTER = blockKey<ClusterView>('kubernetes')

export interface ClusterView {
  /** The forward zones, in the order of the Corefile. */
  readonly zones: readonly NameKey[]
  /** Whether `namespaceAt` knows pods: `pods verified`. */
  readonly knowsPods: boolean
  /** The namespace of the pod with this address (octets); `null` if no pod has it. */
  namespaceAt(octets: string): string | null
  /** Whether names of ports need their underscores: `strict`. */
  readonly isStrict: boolean
  /** The zones in force of the options that `k8s_external` provides. */
  externalZones(): ServedZones
}

/** The search list of pods of a namespace: `NAMESPACE.svc.ZONE`, `svc.ZONE` and `ZONE`. */
export function podPath(namespace: string, zone: NameKey): NameKey[] {
  return [[namespace, 'svc'], ['svc'], []].flatMap((labels) => joinName(labels, zone) ?? [])
}
