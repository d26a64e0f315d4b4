/** The options of a `kubernetes` directive, parsed and checked. */
import { REVERSE_ROOTS } from '../../wire/address.ts'
import { isWithin, type NameKey } from '../../wire/name.ts'
import type { Selector } from '../model/selector.ts'
import type { NamingOptions } from './service-names.ts'

export interface ClusterOptions extends NamingOptions {
  /**
   * Forward and reverse zones as configured, with at least one forward zone. The first has the targets of PTR
   * records.
   */
  readonly zones: readonly NameKey[]
  /** The forward zones that hold imported services instead of the cluster's own. */
  readonly multicluster: readonly NameKey[]
  /** The namespaces that have records; `null`: all. */
  readonly namespaces: ReadonlySet<string> | null
  /** The selector of namespaces that have records; `null`: all. */
  readonly namespaceLabels: Selector | null
  /** The selector of Services, EndpointSlices and Pods that have records; `null`: all. */
  readonly labels: Selector | null
  readonly pods: 'disabled' | 'insecure' | 'verified'
  readonly endpointPodNames: boolean
  readonly noEndpoints: boolean
  readonly ignoreEmptyService: boolean
}

export function isReverseZone(zone: NameKey): boolean {
  return REVERSE_ROOTS.some((root) => isWithin(zone, root))
}
