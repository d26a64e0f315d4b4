/** What is odd about the number of pods: more than there is room for, or more than anybody meant. */
import { type Diagnostic, diagnostic } from '../../report/diagnostic.ts'
import type { AddressPool } from './address-pool.ts'
import type { Pod, Workload } from '../model/objects.ts'
import { Remarks } from '../../report/remarks.ts'

/** As many as the largest clusters that Kubernetes is tested with. */
export const MAX_PODS = 150_000
/** From here on one more workload is likely to move another's pods to other addresses. */
const MANY_PODS = 20_000

export class PodRemarks {
  readonly #pools: readonly AddressPool[]
  readonly #remarks = new Remarks()
  readonly #short = new Set<string>()
  readonly #refused = new Set<string>()

  constructor(pools: readonly AddressPool[]) {
    this.#pools = pools
  }

  /** Pods (`namespace/name`) and workloads (`namespace/Kind/name`) that did not get all they want. */
  get wanting(): string[] {
    return [...this.#short, ...this.#refused]
  }

  take(): readonly Diagnostic[] {
    return this.#remarks.take()
  }

  /** Whether a pod, or a workload, lacks addresses now. */
  shortage(key: string, isShort: boolean, title = '', object: Pod | Workload | null = null): void {
    if (!isShort || object === null) {
      this.#short.delete(key)
      this.#remarks.forget(key)
      return
    }
    this.#short.add(key)
    const ranges = this.#pools.map((pool) => pool.text).join(' or ')
    const message = `${title} lacks addresses for its pods: ${ranges} has none left`
    const hint = 'choose a larger range with pod_cidr'
    this.#remarks.set(key, [diagnostic('KZ_POD_RANGE_FULL', object.place, message, { hint })])
  }

  /** A workload gets none of so many pods, as there are too many already; 0: it gets all. */
  limit(key: string, workload: Workload | null, refused: number): void {
    if (refused === 0 || workload === null) {
      this.#refused.delete(key)
      this.#remarks.forget(`limit ${key}`)
      return
    }
    this.#refused.add(key)
    const { form, namespace, name, place } = workload
    const message = `${form} ${namespace}/${name} gets no pods: with its ${refused} there would be more than ${MAX_PODS}`
    this.#remarks.set(`limit ${key}`, [diagnostic('KZ_POD_LIMIT', place, message)])
  }

  /** How many pods there are now, and any one of them. */
  count(total: number, pod: Pod | undefined): void {
    if (total <= MANY_PODS || pod === undefined) {
      this.#remarks.forget('many')
      return
    }
    const message = `there are more than ${MANY_PODS} pods, so a new one may change the addresses of others at the next start`
    const hint = 'keep them with a lock file, or choose a larger range with pod_cidr'
    this.#remarks.set('many', [diagnostic('KZ_POD_MANY', pod.place, message, { hint })])
  }
}
