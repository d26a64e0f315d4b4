/** What other directives of a block may ask of its `kubernetes`: known once that has been set up, and of use once it has started. */
import type { ServedZones } from '../../../kube/records/served-zones.ts'
import { blockKey } from '../../../block/block-key.ts'
import { joinName, type NameKey } from '../../../wire/name.ts'

/** What the block's `kubernetes` knows. */
export const CLUSTER = blockKey<ClusterView>('kubernetes')

export interface ClusterView {
  /** Those in which services are, in the order of the Corefile. */
  readonly zones: readonly NameKey[]
  /** Whether it knows the addresses of pods: `pods verified`. */
  readonly knowsPods: boolean
  /** The namespace of the pod that has an address (octets); `null`: no pod has it. */
  namespaceAt(octets: string): string | null
  /** Whether port names need their underscores: `strict`. */
  readonly isStrict: boolean
  /** The zones that `k8s_external` has asked for, as they are now. */
  externalZones(): ServedZones
}

/** Where a pod of a namespace looks for names in a zone: its search list. */
export function podPath(namespace: string, zone: NameKey): NameKey[] {
  return [[namespace, 'svc'], ['svc'], []].flatMap((labels) => joinName(labels, zone) ?? [])
}
