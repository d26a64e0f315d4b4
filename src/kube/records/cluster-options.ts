/** What a `kubernetes` block may ask for, read and checked. */
import { REVERSE_ROOTS } from '../../wire/address.ts'
import { isWithin, type NameKey } from '../../wire/name.ts'
import type { Selector } from '../model/selector.ts'
import type { NamingOptions } from './service-names.ts'

export interface ClusterOptions extends NamingOptions {
  /** Forward and reverse zones as configured; at least one forward zone, of which the first is the target of PTR records. */
  readonly zones: readonly NameKey[]
  /** Those of the forward zones that hold imported services instead of the cluster's own. */
  readonly multicluster: readonly NameKey[]
  /** Namespaces to show; `null`: all. */
  readonly namespaces: ReadonlySet<string> | null
  readonly namespaceLabels: Selector | null
  /** Which Services, EndpointSlices and Pods to see; `null`: all. */
  readonly labels: Selector | null
  readonly pods: 'disabled' | 'insecure' | 'verified'
  readonly endpointPodNames: boolean
  readonly noEndpoints: boolean
  readonly ignoreEmptyService: boolean
}

export function isReverseZone(zone: NameKey): boolean {
  return REVERSE_ROOTS.some((root) => isWithin(zone, root))
}
