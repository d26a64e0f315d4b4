/**
 * The workloads of a cluster, their controllers, and how many synthesized pods each workload runs. A workload
 * with pods in the manifests runs no synthesized pods. A ReplicaSet of a Deployment or of a Rollout runs no
 * pods of its own, either.
 */
import type { HorizontalPodAutoscaler, Pod, Workload, WorkloadForm } from '../model/objects.ts'
import { controllerKey, type WorkloadKey, workloadKey } from '../model/keys.ts'
import { DEPLOYMENT_CONFIG, isCustomForm, ROLLOUT } from '../model/reference.ts'

export class Workloads {
  readonly #byKey = new Map<WorkloadKey, Workload>()
  /** The ReplicaSets and ReplicationControllers of each Deployment and custom resource. */
  readonly #children = new Map<WorkloadKey, Set<WorkloadKey>>()
  /** How many pods of the manifests belong to a workload; the manifests need not have the workload. */
  readonly #pods = new Map<WorkloadKey, number>()
  readonly #autoscalers = new Map<WorkloadKey, HorizontalPodAutoscaler[]>()
  #dirty = new Set<WorkloadKey>()

  get size(): number {
    return this.#byKey.size
  }

  get(key: WorkloadKey): Workload | undefined {
    return this.#byKey.get(key)
  }

  change(before: Workload | null, after: Workload | null): void {
    if (before !== null) this.#drop(before)
    if (after !== null) this.#add(after)
  }

  changeAutoscaler(before: HorizontalPodAutoscaler | null, after: HorizontalPodAutoscaler | null): void {
    if (before !== null) {
      const key = controllerKey(before.namespace, before.target)
      const rest = (this.#autoscalers.get(key) ?? []).filter((one) => one !== before)
      if (rest.length === 0) this.#autoscalers.delete(key)
      else this.#autoscalers.set(key, rest)
      this.touch(key)
    }
    if (after !== null) {
      const key = controllerKey(after.namespace, after.target)
      this.#autoscalers.set(key, [...(this.#autoscalers.get(key) ?? []), after])
      this.touch(key)
    }
  }

  /** Counts a pod of the manifests that appeared (1) or went away (-1). */
  countPod(pod: Pod, step: 1 | -1): void {
    for (const key of ownersOf(pod)) {
      const count = (this.#pods.get(key) ?? 0) + step
      if (count > 0) this.#pods.set(key, count)
      else this.#pods.delete(key)
      this.touch(key)
      const owner = this.#byKey.get(key)
      const parent = owner === undefined ? null : this.#parentOf(owner)
      if (parent !== null) this.touch(parent)
    }
    // The pod may have the name of a pod that would be synthesized.
    const [, base] = /^(.+)-\d+$/.exec(pod.name) ?? []
    if (base === undefined) return
    this.touch(workloadKey({ namespace: pod.namespace, form: 'StatefulSet', name: base }))
  }

  /** Marks a workload to be planned again, if it exists. */
  touch(key: WorkloadKey): void {
    if (this.#byKey.has(key)) this.#dirty.add(key)
  }

  /** Marks all workloads, whose pods depend on the nodes. */
  touchAll(): void {
    for (const key of this.#byKey.keys()) this.#dirty.add(key)
  }

  /** The workloads that were marked since the last call, in the order of the keys. */
  takeTouched(): WorkloadKey[] {
    const touched = [...this.#dirty].sort()
    this.#dirty = new Set<WorkloadKey>()
    return touched
  }

  /**
   * How many synthesized pods a workload runs. `fitting` is the number of Node objects that run a pod of a
   * DaemonSet; `null`: the manifests have no Node objects, and the cluster has `nodes` nodes.
   */
  replicasOf(workload: Workload, fitting: number | null, nodes: number): number {
    const key = workloadKey(workload)
    const parent = this.#parentOf(workload)
    if ((parent !== null && this.#byKey.has(parent)) || this.#hasPods(key)) return 0
    if (workload.noPods !== '') return 0
    if (workload.form === 'DaemonSet') return fitting ?? workload.replicas ?? nodes
    if (workload.replicas !== null) return workload.replicas
    // Two autoscalers are a mistake: the first by name wins, whichever was read first.
    const [autoscaler] = [...(this.#autoscalers.get(key) ?? [])].sort((a, b) => (a.name < b.name ? -1 : 1))
    return autoscaler?.minReplicas ?? 1
  }

  /**
   * The Deployment or the custom resource that runs its pods by a ReplicaSet or a ReplicationController;
   * `null` for other owners, which create the workload and do not run its pods.
   */
  #parentOf({ form, namespace, owner }: Workload): WorkloadKey | null {
    if (form !== 'ReplicaSet' && form !== 'ReplicationController') return null
    const [parent = ''] = owner.split('/', 1)
    return parent === 'Deployment' || isCustomForm(parent) ? controllerKey(namespace, owner) : null
  }

  #hasPods(key: WorkloadKey): boolean {
    if (this.#pods.has(key)) return true
    for (const child of this.#children.get(key) ?? []) if (this.#pods.has(child)) return true
    return false
  }

  #add(workload: Workload): void {
    const key = workloadKey(workload)
    this.#byKey.set(key, workload)
    this.#touchAround(workload)
    const parent = this.#parentOf(workload)
    if (parent === null) return
    const siblings = this.#children.get(parent)
    if (siblings === undefined) this.#children.set(parent, new Set([key]))
    else siblings.add(key)
  }

  #drop(workload: Workload): void {
    const key = workloadKey(workload)
    this.#byKey.delete(key)
    this.#touchAround(workload)
    const parent = this.#parentOf(workload)
    const siblings = parent === null ? undefined : this.#children.get(parent)
    if (parent !== null && siblings?.delete(key) === true && siblings.size === 0) {
      this.#children.delete(parent)
    }
  }

  /** Marks a workload that appeared or went away, and the workloads whose pods depend on it. */
  #touchAround(workload: Workload): void {
    const key = workloadKey(workload)
    this.#dirty.add(key)
    for (const child of this.#children.get(key) ?? []) this.touch(child)
    const parent = this.#parentOf(workload)
    if (parent !== null) this.touch(parent)
  }
}

/** Labels of pods with the hash at the end of their ReplicaSet's name, and the kind behind that. */
const HASHES: ReadonlyMap<string, WorkloadForm> = new Map<string, WorkloadForm>([
  ['pod-template-hash', 'Deployment'],
  ['rollouts-pod-template-hash', ROLLOUT],
])
const DEPLOYMENT_CONFIG_LABEL = 'deploymentconfig'

/**
 * A pod's owner; for a ReplicaSet of a Deployment or of a Rollout also these, and for a ReplicationController
 * the DeploymentConfig. A dump may have the pod without any of them.
 */
function ownersOf({ namespace, owner, labels }: Pod): WorkloadKey[] {
  if (owner === '') return []
  const owners = [controllerKey(namespace, owner)]
  for (const [label, form] of HASHES) {
    const suffix = `-${labels?.[label] ?? ''}`
    if (!owner.startsWith('ReplicaSet/') || suffix === '-' || !owner.endsWith(suffix)) continue
    owners.push(workloadKey({ namespace, form, name: owner.slice('ReplicaSet/'.length, -suffix.length) }))
  }
  const config = labels?.[DEPLOYMENT_CONFIG_LABEL]
  if (config !== undefined && owner.startsWith('ReplicationController/')) {
    owners.push(workloadKey({ namespace, form: DEPLOYMENT_CONFIG, name: config }))
  }
  return owners
}
