/**
 * The pods of a healthy cluster: the pods of the manifests, each with an address, and synthesized pods, which
 * the workloads would run. A pod from a dump of a cluster keeps its status and addresses, and its workload
 * runs no synthesized pods.
 */
import type { Diagnostic } from '../../report/diagnostic.ts'
import { addressText } from '../../wire/address.ts'
import type { Steps } from '../../zone/steps.ts'
import type { AddressLock } from './address-lock.ts'
import { AddressPool } from './address-pool.ts'
import type { ApplyOptions } from './apply-options.ts'
import { isBuiltIn } from './built-in.ts'
import { ClusterNodes } from './cluster-nodes.ts'
import { ofKind, type Transition } from '../stated/manifest-set.ts'
import type { Pod, Workload } from '../model/objects.ts'
import { type PodKey, podKey, type WorkloadKey } from '../model/keys.ts'
import { podLimit, PodRemarks } from './pod-remarks.ts'
import { sameObject } from '../model/same-object.ts'
import { addressKeyOf, holderOf, needsAddress, StatedPods } from './stated-pods.ts'
import { type PlannedPod, planPods, runningPod } from './workload-pods.ts'
import { Workloads } from './workloads.ts'

/**
 * The synthesized pods of a workload, and the keys that their addresses are allocated to, in the same order.
 */
interface Run {
  readonly keys: readonly string[]
  readonly pods: readonly Pod[]
}

interface Plan {
  readonly key: WorkloadKey
  /** `null`: the workload is gone. */
  readonly workload: Workload | null
  readonly planned: readonly PlannedPod[]
}

const NO_RUN: Run = { keys: [], pods: [] }

export class RunningPods {
  readonly #options: ApplyOptions
  readonly #lock: AddressLock | null
  readonly #pools: readonly AddressPool[]
  readonly #nodes: ClusterNodes
  readonly #workloads = new Workloads()
  /** The pods of the manifests, as stated. */
  readonly #stated: StatedPods
  /** The same pods, with their addresses. */
  readonly #applied = new Map<PodKey, Pod>()
  readonly #runs = new Map<WorkloadKey, Run>()
  readonly #remarks: PodRemarks
  /** Whether this call of `follow` has released an address or removed pods. */
  #hasRoom = false
  /** Whether this call of `follow` has changed the nodes. */
  #hasOtherNodes = false
  /** How many synthesized pods the workloads run. */
  #count = 0

  constructor(options: ApplyOptions, lock: AddressLock | null) {
    this.#options = options
    this.#lock = lock
    this.#pools = options.pods.map((range) => new AddressPool('pod', range))
    this.#stated = new StatedPods(this.#pools, options.includesHooks)
    this.#nodes = new ClusterNodes(options)
    this.#remarks = new PodRemarks(this.#pools)
    lock?.restore('pod', this.#pools)
  }

  /** The addresses of the first node. */
  get firstNode(): readonly string[] {
    return this.#nodes.first
  }

  takeDiagnostics(): readonly Diagnostic[] {
    return this.#remarks.take()
  }

  /** Turns transitions of stated pods, workloads, autoscalers and nodes into transitions of running pods. */
  *follow(transitions: readonly Transition[]): Steps<Transition[]> {
    const dirty = new Set<PodKey>()
    this.#hasRoom = false
    this.#hasOtherNodes = false
    for (const transition of transitions) {
      yield
      this.#take(transition, dirty)
    }
    if (this.#hasOtherNodes) this.#touchPlaced(dirty)
    for (const key of dirty) {
      const pod = this.#stated.get(key)
      if (pod === undefined || !needsAddress(pod)) this.#release(addressKeyOf(key))
    }
    const plans = yield* this.#planTouched()
    if (this.#hasRoom) {
      for (const key of this.#remarks.podsWithoutAddress) if (this.#stated.has(key)) dirty.add(key)
      for (const key of this.#remarks.workloadsWithoutRoom) this.#workloads.touch(key)
      plans.push(...(yield* this.#planTouched()))
    }
    for (const key of this.#addressKeys(dirty, plans)) {
      yield
      for (const pool of this.#pools) pool.assign(key)
      this.#lock?.note('pod', key, this.#pools)
    }
    const result: Transition[] = []
    for (const key of [...dirty].sort()) {
      yield
      this.#applyStated(key, result)
    }
    for (const plan of plans) {
      yield
      this.#run(plan, result)
    }
    this.#remarks.count(this.#count + this.#stated.size, this.#samplePod())
    return result
  }

  // --- Transitions ---

  #take(transition: Transition, dirty: Set<PodKey>): void {
    const pod = ofKind(transition, 'Pod')
    if (pod !== null) this.#takePod(pod.before, pod.after, dirty)
    const workload = ofKind(transition, 'Workload')
    if (workload !== null && this.#options.synthesizesPods) {
      this.#workloads.change(workload.before, workload.after)
      // Each workload raises the limit of pods.
      if (workload.before === null) this.#hasRoom = true
    }
    const autoscaler = ofKind(transition, 'HorizontalPodAutoscaler')
    if (autoscaler !== null) this.#workloads.changeAutoscaler(autoscaler.before, autoscaler.after)
    const node = ofKind(transition, 'Node')
    if (node === null) return
    this.#nodes.change(node.before, node.after)
    this.#hasOtherNodes = true
  }

  #touchPlaced(dirty: Set<PodKey>): void {
    this.#workloads.touchAll()
    for (const [key] of this.#stated.entries()) dirty.add(key)
  }

  #takePod(before: Pod | null, after: Pod | null, dirty: Set<PodKey>): void {
    if (before !== null && this.#stated.counts(before)) {
      this.#stated.delete(before)
      this.#workloads.countPod(before, -1)
      dirty.add(podKey(before))
      this.#hasRoom = true
    }
    if (after === null || !this.#stated.counts(after)) return
    this.#workloads.countPod(after, 1)
    dirty.add(podKey(after))
    for (const holder of this.#stated.add(after)) {
      const displaced = holderOf(holder)
      if ('pod' in displaced) dirty.add(displaced.pod)
      else this.#workloads.touch(displaced.workload)
    }
  }

  /** Releases the addresses of a pod that needs no allocated address. */
  #release(addressKey: string): void {
    for (const pool of this.#pools) if (pool.release(addressKey)) this.#hasRoom = true
  }

  // --- Plans ---

  /** Plans the marked workloads; those that shrink first, as they release addresses for those that grow. */
  *#planTouched(): Steps<Plan[]> {
    const plans: Plan[] = []
    const touched = this.#workloads.takeTouched()
    for (const grows of [false, true]) {
      for (const key of touched) {
        yield
        if (this.#grows(key) === grows) plans.push(this.#plan(key))
      }
    }
    return plans
  }

  #plan(key: WorkloadKey): Plan {
    const workload = this.#workloads.get(key) ?? null
    const old = this.#runs.get(key) ?? NO_RUN
    const wanted = this.#replicasOf(workload)
    const most = podLimit(this.#workloads.size)
    const isTooMany = this.#count - old.pods.length + wanted > most && wanted > old.pods.length
    const isRefused = isTooMany && workload !== null && !isBuiltIn(workload)
    this.#remarks.limit(key, workload, isRefused ? wanted : 0, most)
    const free = workload === null || isRefused ? [] : this.#freePods(workload, wanted)
    const kept = new Set(free.map((pod) => pod.key))
    for (const one of old.keys) if (!kept.has(one)) this.#release(one)
    if (free.length < old.pods.length) this.#hasRoom = true
    this.#count += free.length - old.pods.length
    return { key, workload, planned: free }
  }

  /** The planned pods of a workload, except those whose names pods of the manifests have. */
  #freePods(workload: Workload, wanted: number): readonly PlannedPod[] {
    const { namespace } = workload
    return planPods(workload, wanted).filter(({ name }) => !this.#stated.has(podKey({ namespace, name })))
  }

  #grows(key: WorkloadKey): boolean {
    return this.#replicasOf(this.#workloads.get(key) ?? null) > (this.#runs.get(key) ?? NO_RUN).pods.length
  }

  #replicasOf(workload: Workload | null): number {
    const template = workload?.template ?? null
    if (workload === null || template === null) return 0
    if (template.isHook && !this.#options.includesHooks) return 0
    const nodes = workload.form === 'DaemonSet' ? this.#nodes.countFor(template) : null
    return this.#workloads.replicasOf(workload, nodes, this.#nodes.count)
  }

  #samplePod(): Pod | undefined {
    for (const { pods } of this.#runs.values())
      if (pods[0] !== undefined && !isBuiltIn(pods[0])) return pods[0]
    for (const [, pod] of this.#stated.entries()) return pod
    return undefined
  }

  /** The keys that need an address, in the order in which addresses are allocated. */
  #addressKeys(dirty: ReadonlySet<PodKey>, plans: readonly Plan[]): string[] {
    const keys: string[] = []
    for (const key of dirty) {
      const pod = this.#stated.get(key)
      if (pod !== undefined && needsAddress(pod)) keys.push(addressKeyOf(key))
    }
    for (const { planned } of plans) {
      for (const { key, shape } of planned) {
        if (!shape.hostNetwork) keys.push(key)
        else this.#release(key)
      }
    }
    return keys.sort()
  }

  // --- Running pods ---

  #applyStated(key: PodKey, result: Transition[]): void {
    const before = this.#applied.get(key) ?? null
    const stated = this.#stated.get(key)
    if (stated === undefined) {
      this.#applied.delete(key)
      this.#remarks.podShortage(key, null)
      if (before !== null) result.push({ before, after: null })
      return
    }
    const after = this.#withAddress(key, stated)
    if (before !== null && sameObject(before, after)) return
    this.#applied.set(key, after)
    result.push({ before, after })
  }

  #withAddress(key: PodKey, stated: Pod): Pod {
    // A pod of a dump runs on the node that it names, or on none yet.
    const place = stated.hasStatus ? null : this.#nodes.placeOf(stated, 0, false)
    const zone = place?.zone ?? this.#nodes.zoneOf(stated.nodeName)
    if (stated.hostNetwork && stated.podIPs.length === 0 && place !== null) {
      return { ...stated, podIPs: place.addresses, zone }
    }
    if (!needsAddress(stated)) return zone === '' ? stated : { ...stated, zone }
    const podIPs = this.#addressesOf(addressKeyOf(key))
    this.#remarks.podShortage(key, podIPs.length < this.#pools.length ? stated : null)
    return { ...stated, podIPs, zone }
  }

  #run({ key, workload, planned }: Plan, result: Transition[]): void {
    const old = this.#runs.get(key) ?? NO_RUN
    const byKey = new Map(old.keys.map((one, i) => [one, old.pods[i]]))
    const pods: Pod[] = []
    let isShort = false
    for (const one of planned) {
      const { addresses, zone } = this.#nodes.placeOf(one.shape, one.turn, one.workload.form === 'DaemonSet')
      const pod = runningPod(one, one.shape.hostNetwork ? addresses : this.#addressesOf(one.key), zone)
      isShort ||= pod.podIPs.length < this.#pools.length && !pod.hostNetwork
      const before = byKey.get(one.key) ?? null
      byKey.delete(one.key)
      const isSame = before !== null && sameObject(before, pod)
      pods.push(isSame ? before : pod)
      if (!isSame) result.push({ before, after: pod })
    }
    for (const before of byKey.values()) if (before !== undefined) result.push({ before, after: null })
    if (pods.length === 0) this.#runs.delete(key)
    else this.#runs.set(key, { keys: planned.map((one) => one.key), pods })
    this.#remarks.workloadShortage(key, isShort ? workload : null)
  }

  #addressesOf(addressKey: string): string[] {
    return this.#pools.flatMap((pool) => {
      const octets = pool.addressOf(addressKey)
      return octets === null ? [] : [addressText(octets)]
    })
  }
}
