/** Pods by namespace and label. A selector is matched only against the pods that have its rarest label. */
import { present } from '../../report/assert.ts'
import type { Labels, Pod } from '../model/objects.ts'
import { matchesAll, pairsOf } from '../model/selector.ts'

export class PodIndex {
  /** By namespace, then by label (`key=value`). */
  readonly #byLabel = new Map<string, Map<string, Set<Pod>>>()
  readonly #all = new Set<Pod>()
  /** The number of pods of each namespace. */
  readonly #counts = new Map<string, number>()

  has(pod: Pod): boolean {
    return this.#all.has(pod)
  }

  all(): Iterable<Pod> {
    return this.#all
  }

  /** Whether a namespace has any pod. */
  hasAny(namespace: string): boolean {
    return this.#counts.has(namespace)
  }

  /** The labels (`key=value`) of the pods of a namespace. */
  labelsIn(namespace: string): Iterable<string> {
    return this.#byLabel.get(namespace)?.keys() ?? []
  }

  add(pod: Pod): void {
    this.#all.add(pod)
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
    this.#all.delete(pod)
    const count = present(this.#counts.get(pod.namespace), 'a pod that goes has been counted') - 1
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

  /**
   * The pods of a namespace that a selector matches, sorted by name. A selector without labels matches no
   * pod.
   */
  select(namespace: string, selector: NonNullable<Labels>): Pod[] {
    const selected = [...this.#rarest(namespace, selector)].filter((pod) => matchesAll(selector, pod.labels))
    return selected.sort((a, b) => (a.name < b.name ? -1 : 1))
  }

  /** The pods that have the rarest label of a selector. */
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
