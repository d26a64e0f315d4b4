/** What is odd about the number of pods: more than there is room for, or more than anybody meant. */
import { type Diagnostic, diagnostic } from '../../report/diagnostic.ts'
import type { AddressPool } from './address-pool.ts'
import type { PodKey, WorkloadKey } from '../model/keys.ts'
import type { Pod, Workload } from '../model/objects.ts'
import { Remarks } from '../../report/remarks.ts'

/** As many as the largest clusters that Kubernetes is tested with. */
export const MAX_PODS = 150_000
/** From here on one more workload is likely to move another's pods to other addresses. */
const MANY_PODS = 20_000

export class PodRemarks {
  readonly #pools: readonly AddressPool[]
  readonly #remarks = new Remarks()
  readonly #shortPods = new Set<PodKey>()
  readonly #shortWorkloads = new Set<WorkloadKey>()
  readonly #refused = new Set<WorkloadKey>()

  constructor(pools: readonly AddressPool[]) {
    this.#pools = pools
  }

  /** The pods of the manifests that lack addresses. */
  get wantingPods(): readonly PodKey[] {
    return [...this.#shortPods]
  }

  /** The workloads that lack addresses, or pods. */
  get wantingWorkloads(): readonly WorkloadKey[] {
    return [...this.#shortWorkloads, ...this.#refused]
  }

  take(): readonly Diagnostic[] {
    return this.#remarks.take()
  }

  /** A pod of the manifests lacks addresses now; `null`: it lacks none, or is gone. */
  podShortage(key: PodKey, short: Pod | null): void {
    if (short === null) this.#shortPods.delete(key)
    else this.#shortPods.add(key)
    this.#remarkShortage(key, short, `Pod ${key}`)
  }

  /** The same of a workload whose pods lack addresses. */
  workloadShortage(key: WorkloadKey, short: Workload | null): void {
    if (short === null) this.#shortWorkloads.delete(key)
    else this.#shortWorkloads.add(key)
    this.#remarkShortage(key, short, short === null ? '' : titleOf(short))
  }

  #remarkShortage(key: PodKey | WorkloadKey, short: Pod | Workload | null, title: string): void {
    if (short === null) {
      this.#remarks.forget(key)
      return
    }
    const ranges = this.#pools.map((pool) => pool.text).join(' or ')
    const message = `${title} lacks addresses for its pods: ${ranges} has none left`
    const hint = 'choose a larger range with pod_cidr'
    this.#remarks.set(key, [diagnostic('KZ_POD_RANGE_FULL', short.location.place, message, { hint })])
  }

  /** A workload gets none of so many pods, as there are too many already; 0: it gets all. */
  limit(key: WorkloadKey, workload: Workload | null, refused: number): void {
    if (refused === 0 || workload === null) {
      this.#refused.delete(key)
      this.#remarks.forget(`limit ${key}`)
      return
    }
    this.#refused.add(key)
    const message = `${titleOf(workload)} gets no pods: with its ${refused} there would be more than ${MAX_PODS}`
    this.#remarks.set(`limit ${key}`, [diagnostic('KZ_POD_LIMIT', workload.location.place, message)])
  }

  /** How many pods there are now, and any one of them. */
  count(total: number, pod: Pod | undefined): void {
    if (total <= MANY_PODS || pod === undefined) {
      this.#remarks.forget('many')
      return
    }
    const message = `there are more than ${MANY_PODS} pods, so a new one may change the addresses of others at the next start`
    const hint = 'keep them with a lock file, or choose a larger range with pod_cidr'
    this.#remarks.set('many', [diagnostic('KZ_POD_MANY', pod.location.place, message, { hint })])
  }
}

function titleOf({ form, namespace, name }: Workload): string {
  return `${form} ${namespace}/${name}`
}
