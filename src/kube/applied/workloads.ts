/**
 * The workloads of a cluster, their controllers, and how many synthesized pods each workload runs. A workload
 * with pods in the manifests runs no synthesized pods. A ReplicaSet of a Deployment runs no pods of its own,
 * either.
 */
import type { HorizontalPodAutoscaler, Pod, Workload } from '../model/objects.ts'
import { controllerKey, type WorkloadKey, workloadKey } from '../model/keys.ts'

const TEMPLATE_HASH = 'pod-template-hash'

export class Workloads {
  readonly #byKey = new Map<WorkloadKey, Workload>()
  /** The ReplicaSets of each Deployment. */
  readonly #replicaSets = new Map<WorkloadKey, Set<WorkloadKey>>()
  /** How many pods of the manifests belong to a workload; the manifests need not have the workload. */
  readonly #pods = new Map<WorkloadKey, number>()
  readonly #autoscalers = new Map<WorkloadKey, HorizontalPodAutoscaler[]>()
  #dirty = new Set<WorkloadKey>()

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
      const deployment = owner === undefined ? null : this.#deploymentOf(owner)
      if (deployment !== null) this.touch(deployment)
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

  /** Marks the workloads whose pods depend on the nodes. */
  touchPlaced(): void {
    for (const [key, { form, template }] of this.#byKey) {
      if (form === 'DaemonSet' || template?.hostNetwork === true) this.#dirty.add(key)
    }
  }

  /** The workloads that were marked since the last call, in the order of the keys. */
  takeTouched(): WorkloadKey[] {
    const touched = [...this.#dirty].sort()
    this.#dirty = new Set<WorkloadKey>()
    return touched
  }

  /** How many synthesized pods a workload runs. */
  replicasOf(workload: Workload, nodes: number): number {
    const key = workloadKey(workload)
    const deployment = this.#deploymentOf(workload)
    if ((deployment !== null && this.#byKey.has(deployment)) || this.#hasPods(key)) return 0
    if (workload.form === 'DaemonSet') return nodes
    if (workload.replicas !== null) return workload.replicas
    // Two autoscalers are a mistake: the first by name wins, whichever was read first.
    const [autoscaler] = [...(this.#autoscalers.get(key) ?? [])].sort((a, b) => (a.name < b.name ? -1 : 1))
    return autoscaler?.minReplicas ?? 1
  }

  /**
   * The Deployment that controls a ReplicaSet; `null` for other owners, which create the workload and do not
   * run its pods.
   */
  #deploymentOf({ form, namespace, owner }: Workload): WorkloadKey | null {
    return form === 'ReplicaSet' && owner.startsWith('Deployment/') ? controllerKey(namespace, owner) : null
  }

  #hasPods(key: WorkloadKey): boolean {
    if (this.#pods.has(key)) return true
    for (const child of this.#replicaSets.get(key) ?? []) if (this.#pods.has(child)) return true
    return false
  }

  #add(workload: Workload): void {
    const key = workloadKey(workload)
    this.#byKey.set(key, workload)
    this.#touchAround(workload)
    const deployment = this.#deploymentOf(workload)
    if (deployment === null) return
    const siblings = this.#replicaSets.get(deployment)
    if (siblings === undefined) this.#replicaSets.set(deployment, new Set([key]))
    else siblings.add(key)
  }

  #drop(workload: Workload): void {
    const key = workloadKey(workload)
    this.#byKey.delete(key)
    this.#touchAround(workload)
    const deployment = this.#deploymentOf(workload)
    const siblings = deployment === null ? undefined : this.#replicaSets.get(deployment)
    if (deployment !== null && siblings?.delete(key) === true && siblings.size === 0) {
      this.#replicaSets.delete(deployment)
    }
  }

  /** Marks a workload that appeared or went away, and the workloads whose pods depend on it. */
  #touchAround(workload: Workload): void {
    const key = workloadKey(workload)
    this.#dirty.add(key)
    for (const child of this.#replicaSets.get(key) ?? []) this.touch(child)
    const deployment = this.#deploymentOf(workload)
    if (deployment !== null) this.touch(deployment)
  }
}

/**
 * A pod's owner; for a ReplicaSet of a Deployment also the Deployment. A dump may have the pod without
 * either.
 */
function ownersOf({ namespace, owner, labels }: Pod): WorkloadKey[] {
  if (owner === '') return []
  const suffix = `-${labels?.[TEMPLATE_HASH] ?? ''}`
  if (!owner.startsWith('ReplicaSet/') || suffix === '-' || !owner.endsWith(suffix)) {
    return [controllerKey(namespace, owner)]
  }
  const deployment = owner.slice('ReplicaSet/'.length, -suffix.length)
  return [controllerKey(namespace, owner), workloadKey({ namespace, form: 'Deployment', name: deployment })]
}
