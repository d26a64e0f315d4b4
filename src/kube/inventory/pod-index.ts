/** Pods by namespace and label, so that a service's selector looks at the few pods that share its rarest label. */
import { parseAddress } from '../../wire/address.ts'
import { type PodKey, podKey } from '../model/keys.ts'
import type { Labels, Pod } from '../model/objects.ts'
import { matchesAll, pairsOf } from '../model/selector.ts'

export class PodIndex {
  /** Namespace, then `key=value`. */
  readonly #byLabel = new Map<string, Map<string, Set<Pod>>>()
  readonly #byKey = new Map<PodKey, Pod>()
  /** How many pods a namespace has. */
  readonly #counts = new Map<string, number>()
  /** `null`: to be worked out when somebody asks. */
  #byAddress: ReadonlyMap<string, Pod> | null = null

  /**
   * The pod that has an address (octets), the first by name if several say so; `null`: no pod has it. A node's address is
   * nobody's, and a pod that has finished has none. Asked for the first time, it is worked out for all.
   */
  podAt(octets: string): Pod | null {
    this.#byAddress ??= addressesOf(this.#byKey.values())
    return this.#byAddress.get(octets) ?? null
  }

  get(key: PodKey): Pod | undefined {
    return this.#byKey.get(key)
  }

  all(): Iterable<Pod> {
    return this.#byKey.values()
  }

  /** Whether a namespace has any pod at all. */
  hasAny(namespace: string): boolean {
    return this.#counts.has(namespace)
  }

  /** The labels (`key=value`) of the pods of a namespace. */
  labelsIn(namespace: string): Iterable<string> {
    return this.#byLabel.get(namespace)?.keys() ?? []
  }

  add(pod: Pod): void {
    this.#byAddress = null
    this.#byKey.set(podKey(pod), pod)
    this.#counts.set(pod.namespace, (this.#counts.get(pod.namespace) ?? 0) + 1)
    const labels = this.#byLabel.get(pod.namespace) ?? new Map<string, Set<Pod>>()
    this.#byLabel.set(pod.namespace, labels)
    for (const pair of pairsOf(pod.labels)) {
      const pods = labels.get(pair)
      if (pods === undefined) labels.set(pair, new Set([pod]))
      else pods.add(pod)
    }
  }

  delete(pod: Pod): void {
    this.#byAddress = null
    if (this.#byKey.get(podKey(pod)) === pod) this.#byKey.delete(podKey(pod))
    const count = (this.#counts.get(pod.namespace) ?? 1) - 1
    if (count > 0) this.#counts.set(pod.namespace, count)
    else this.#counts.delete(pod.namespace)
    const labels = this.#byLabel.get(pod.namespace)
    for (const pair of pairsOf(pod.labels)) {
      const pods = labels?.get(pair)
      if (pods?.delete(pod) === true && pods.size === 0) labels?.delete(pair)
    }
    if (labels?.size === 0) this.#byLabel.delete(pod.namespace)
  }

  /** Whether any pod of a namespace has this label (`key=value`). */
  hasLabel(namespace: string, pair: string): boolean {
    return this.#byLabel.get(namespace)?.has(pair) === true
  }

  /** Whether a selector matches any pod of a namespace. */
  hasMatch(namespace: string, selector: NonNullable<Labels>): boolean {
    for (const pod of this.#rarest(namespace, selector)) if (matchesAll(selector, pod.labels)) return true
    return false
  }

  /** The pods of a namespace that a selector matches, by name; none for a selector without labels. */
  select(namespace: string, selector: NonNullable<Labels>): Pod[] {
    const selected = [...this.#rarest(namespace, selector)].filter((pod) => matchesAll(selector, pod.labels))
    return selected.sort((a, b) => (a.name < b.name ? -1 : 1))
  }

  /** The pods that have the one label of the selector which fewest have. */
  #rarest(namespace: string, selector: NonNullable<Labels>): Iterable<Pod> {
    let fewest: ReadonlySet<Pod> | null = null
    for (const pair of pairsOf(selector)) {
      const pods = this.#byLabel.get(namespace)?.get(pair)
      if (pods === undefined) return []
      if (fewest === null || pods.size < fewest.size) fewest = pods
    }
    return fewest ?? []
  }
}

function addressesOf(pods: Iterable<Pod>): Map<string, Pod> {
  const sorted = [...pods].sort((a, b) => (podKey(a) < podKey(b) ? -1 : 1))
  const byAddress = new Map<string, Pod>()
  for (const pod of sorted) {
    if (pod.hostNetwork || pod.finished) continue
    for (const address of pod.podIPs) {
      const octets = parseAddress(address)
      if (octets !== null && !byAddress.has(octets)) byAddress.set(octets, pod)
    }
  }
  return byAddress
}
