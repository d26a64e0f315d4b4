/**
 * The workloads of a cluster, who controls whom, and how many pods each is to run. A workload whose pods the manifests have
 * runs no others, nor does one that another one controls: a Deployment's ReplicaSet.
 */
import type { HorizontalPodAutoscaler, Pod, Workload } from '../model/objects.ts'
import { controllerKey, type WorkloadKey, workloadKey } from '../model/keys.ts'

const TEMPLATE_HASH = 'pod-template-hash'

export class Workloads {
  readonly #byKey = new Map<WorkloadKey, Workload>()
  /** The ReplicaSets of each Deployment. */
  readonly #replicaSets = new Map<WorkloadKey, Set<WorkloadKey>>()
  /** How many of the manifests' pods belong to a workload, whether that is there or not. */
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

  /** A pod of the manifests has come (1), or gone (-1). */
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
    // It may have the name of one that would be made up.
    const [, base] = /^(.+)-\d+$/.exec(pod.name) ?? []
    if (base === undefined) return
    for (const form of ['StatefulSet', 'Job'])
      this.touch(workloadKey({ namespace: pod.namespace, form, name: base }))
  }

  /** To be looked at again, if it is there. */
  touch(key: WorkloadKey): void {
    if (this.#byKey.has(key)) this.#dirty.add(key)
  }

  /** Looks at all again that depend on nodes. */
  touchPlaced(): void {
    for (const [key, { form, template }] of this.#byKey) {
      if (form === 'DaemonSet' || template?.hostNetwork === true) this.#dirty.add(key)
    }
  }

  /** What has been touched since the last call, in the order of the keys. */
  takeTouched(): WorkloadKey[] {
    const touched = [...this.#dirty].sort()
    this.#dirty = new Set<WorkloadKey>()
    return touched
  }

  /** How many pods a workload would run. */
  replicasOf(workload: Workload, nodes: number): number {
    const key = workloadKey(workload)
    const deployment = this.#deploymentOf(workload)
    if ((deployment !== null && this.#byKey.has(deployment)) || this.#hasPods(key)) return 0
    const { form, namespace, name } = workload
    if (form === 'Job' && this.#byKey.has(workloadKey({ namespace, form: 'StatefulSet', name }))) return 0
    if (workload.form === 'DaemonSet') return nodes
    if (workload.replicas !== null) return workload.replicas
    // Two are a mistake; which one counts must not depend on which came first.
    const [autoscaler] = [...(this.#autoscalers.get(key) ?? [])].sort((a, b) => (a.name < b.name ? -1 : 1))
    return autoscaler?.minReplicas ?? 1
  }

  /** A Deployment's ReplicaSet; other owners are those who put the workload there, and do not run its pods. */
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

  /** A workload that comes or goes, and those whose pods depend on that. */
  #touchAround(workload: Workload): void {
    const key = workloadKey(workload)
    this.#dirty.add(key)
    for (const child of this.#replicaSets.get(key) ?? []) this.touch(child)
    const deployment = this.#deploymentOf(workload)
    if (deployment !== null) this.touch(deployment)
    if (workload.form === 'StatefulSet') this.touch(jobBeside(workload))
  }
}

/** The Job that would have the same names for its pods. */
function jobBeside({ namespace, name }: Workload): WorkloadKey {
  return workloadKey({ namespace, form: 'Job', name })
}

/** A pod's owner; and of a ReplicaSet's, the Deployment, which need not have been dumped with it. */
function ownersOf({ namespace, owner, labels }: Pod): WorkloadKey[] {
  if (owner === '') return []
  const suffix = `-${labels?.[TEMPLATE_HASH] ?? ''}`
  if (!owner.startsWith('ReplicaSet/') || suffix === '-' || !owner.endsWith(suffix)) {
    return [controllerKey(namespace, owner)]
  }
  const deployment = owner.slice('ReplicaSet/'.length, -suffix.length)
  return [controllerKey(namespace, owner), workloadKey({ namespace, form: 'Deployment', name: deployment })]
}
