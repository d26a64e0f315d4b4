/** What reasons are found in: the applied cluster, and what the manifests state besides. */
import type { Diagnostic, Place } from '../../report/diagnostic.ts'
import type { AddressOrigin } from '../applied/address-origin.ts'
import type { Inventory } from '../inventory/inventory.ts'
import type { AskedName } from '../model/asked-name.ts'
import type { Refusal } from '../manifest/refused.ts'
import type { ServiceKey } from '../model/keys.ts'
import { type CustomResource, type KubeObject, kindOf, type Workload } from '../model/objects.ts'
import type { ClusterOptions } from '../records/cluster-options.ts'

export interface ClusterFacts {
  readonly inventory: Inventory
  /** The objects of all files, as they state them. */
  readonly stated: () => Iterable<KubeObject>
  readonly refusals: () => readonly Refusal[]
  /** The errors for which a part of a file, or all of it, is not read. */
  readonly unread: () => readonly Diagnostic[]
  /** Where the cluster IP of a service comes from; `null`: it has none. */
  readonly originOf: (key: ServiceKey) => AddressOrigin | null
  /** The names that objects ask for. */
  readonly asked: () => Iterable<AskedName>
}

/** The facts as a block of a Corefile sees them. */
export interface SeenFacts extends ClusterFacts {
  readonly options: ClusterOptions
}

export function workloadsIn({ inventory }: ClusterFacts, namespace: string): Workload[] {
  return [...inventory.workloads.inNamespace(namespace)]
}

/** The custom resources of a namespace that no cluster has seen yet: their operators make nothing here. */
export function* pendingResources({ stated }: ClusterFacts, namespace: string): Iterable<CustomResource> {
  for (const object of stated()) {
    if (object.kind === 'CustomResource' && object.namespace === namespace && !object.isFromCluster)
      yield object
  }
}

export function titleOf(workload: Workload): string {
  const kind = kindOf(workload)
  const dot = kind.indexOf('.')
  return `${dot === -1 ? kind : kind.slice(0, dot)} ${workload.name}`
}

/** `1 pod`, `3 pods`. */
export function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`
}

/** `shop.yaml:40`, for a sentence. */
export function at({ file, line }: Place): string {
  return line === 0 ? file : `${file}:${line}`
}

/** The first few of a list: `a, b and 3 more`. */
export function listed(names: readonly string[], most = 3): string {
  const shown = names.slice(0, most)
  const rest = names.length - shown.length
  if (rest > 0) return `${shown.join(', ')} and ${rest} more`
  const last = shown.at(-1) ?? ''
  return shown.length < 2 ? last : `${shown.slice(0, -1).join(', ')} and ${last}`
}
