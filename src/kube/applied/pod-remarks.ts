/** Diagnostics about the number of pods: pods without an address, and more pods than the limits. */
import { type Diagnostic, diagnostic } from '../../report/diagnostic.ts'
import type { AddressPool } from './address-pool.ts'
import type { PodKey, WorkloadKey } from '../model/keys.ts'
import type { Pod, Workload } from '../model/objects.ts'
import { Remarks } from '../../report/remarks.ts'

/** The pods of the largest clusters that Kubernetes is tested with. */
const MAX_PODS = 150_000
/** A few lines can ask for many pods: those of two workloads of the largest size, and more for each. */
const BASE_PODS = 20_000
const PODS_PER_WORKLOAD = 50
/** With more pods, a new workload is likely to change the addresses of another's pods. */
const MANY_PODS = 20_000

/** How many pods all workloads together may run. */
export function podLimit(workloads: number): number {
  return Math.min(MAX_PODS, BASE_PODS + PODS_PER_WORKLOAD * workloads)
}

export class PodRemarks {
  readonly #pools: readonly AddressPool[]
  readonly #remarks = new Remarks()
  readonly #shortPods = new Set<PodKey>()
  readonly #shortWorkloads = new Set<WorkloadKey>()
  readonly #refused = new Set<WorkloadKey>()

  constructor(pools: readonly AddressPool[]) {
    this.#pools = pools
  }

  /** The pods of the manifests that lack an address. */
  get podsWithoutAddress(): readonly PodKey[] {
    return [...this.#shortPods]
  }

  /** The workloads that have pods without an address, or no pods because of `podLimit`. */
  get workloadsWithoutRoom(): readonly WorkloadKey[] {
    return [...this.#shortWorkloads, ...this.#refused]
  }

  take(): readonly Diagnostic[] {
    return this.#remarks.take()
  }

  /** Sets that a pod of the manifests lacks an address; `null`: it has its addresses, or is gone. */
  podShortage(key: PodKey, short: Pod | null): void {
    if (short === null) this.#shortPods.delete(key)
    else this.#shortPods.add(key)
    this.#remarkShortage(key, short, `Pod ${key} lacks an address`)
  }

  /**
   * Sets that pods of a workload lack an address; `null`: they have their addresses, or the workload is gone.
   */
  workloadShortage(key: WorkloadKey, short: Workload | null): void {
    if (short === null) this.#shortWorkloads.delete(key)
    else this.#shortWorkloads.add(key)
    this.#remarkShortage(key, short, short === null ? '' : `${titleOf(short)} has pods without an address`)
  }

  #remarkShortage(key: PodKey | WorkloadKey, short: Pod | Workload | null, shortage: string): void {
    if (short === null) {
      this.#remarks.forget(key)
      return
    }
    const ranges = this.#pools.map((pool) => pool.text).join(' or ')
    const message = `${shortage}: ${ranges} is full`
    const hint = 'choose a larger range with pod_cidr'
    this.#remarks.set(key, [diagnostic('KZ_POD_RANGE_FULL', short.location.place, message, { hint })])
  }

  /**
   * Sets how many pods a workload does not get, because they would exceed the limit (`most`); 0: it gets all
   * its pods.
   */
  limit(key: WorkloadKey, workload: Workload | null, refused: number, most: number): void {
    if (refused === 0 || workload === null) {
      this.#refused.delete(key)
      this.#remarks.forget(`limit ${key}`)
      return
    }
    this.#refused.add(key)
    const message = `${titleOf(workload)} gets no pods: its ${refused} pods would exceed the limit of ${most} of all workloads`
    this.#remarks.set(`limit ${key}`, [diagnostic('KZ_POD_LIMIT', workload.location.place, message)])
  }

  /** Sets how many pods the cluster has, and one of them for the place of the diagnostic. */
  count(total: number, pod: Pod | undefined): void {
    if (total <= MANY_PODS || pod === undefined) {
      this.#remarks.forget('many')
      return
    }
    const message = `the cluster has more than ${MANY_PODS} pods: a new pod may change the addresses of others at the next start`
    const hint = 'keep the addresses with a lock file, or choose a larger range with pod_cidr'
    this.#remarks.set('many', [diagnostic('KZ_POD_MANY', pod.location.place, message, { hint })])
  }
}

function titleOf({ form, namespace, name }: Workload): string {
  return `${form} ${namespace}/${name}`
}
