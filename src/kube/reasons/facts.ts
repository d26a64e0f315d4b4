/** What reasons are found in: the applied cluster, and what the manifests state besides. */
import type { Inventory } from '../inventory/inventory.ts'
import type { AskedName } from '../model/asked-name.ts'
import type { Refusal } from '../manifest/refused.ts'
import type { KubeObject, Workload } from '../model/objects.ts'
import type { ClusterOptions } from '../records/cluster-options.ts'

export interface ClusterFacts {
  readonly inventory: Inventory
  /** The objects of all files, as they state them. */
  readonly stated: () => Iterable<KubeObject>
  readonly refusals: () => readonly Refusal[]
  /** The names that objects ask for. */
  readonly asked: () => Iterable<AskedName>
}

/** The facts as a block of a Corefile sees them. */
export interface SeenFacts extends ClusterFacts {
  readonly options: ClusterOptions
}

export function workloadsIn({ stated }: ClusterFacts, namespace: string): Workload[] {
  const found: Workload[] = []
  for (const object of stated()) {
    if (object.kind === 'Workload' && object.namespace === namespace) found.push(object)
  }
  return found
}

/** `1 pod`, `3 pods`. */
export function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`
}

/** The first few of a list: `a, b and 3 more`. */
export function listed(names: readonly string[], most = 3): string {
  const shown = names.slice(0, most)
  const rest = names.length - shown.length
  if (rest > 0) return `${shown.join(', ')} and ${rest} more`
  const last = shown.at(-1) ?? ''
  return shown.length < 2 ? last : `${shown.slice(0, -1).join(', ')} and ${last}`
}
