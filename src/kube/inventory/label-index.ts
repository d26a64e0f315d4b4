/**
 * Pods, or the pod templates of workloads, by namespace and label. A selector is matched only against the
 * items that have its rarest label.
 */
import { present } from '../../report/assert.ts'
import type { Labels, Pod } from '../model/objects.ts'
import { matchesAll, pairsOf } from '../model/selector.ts'

/** What a selector selects by its labels. */
export type Labelled = Pick<Pod, 'namespace' | 'name' | 'labels'>

export class LabelIndex<Item extends Labelled> {
  /** By namespace, then by label (`key=value`). */
  readonly #byLabel = new Map<string, Map<string, Set<Item>>>()
  readonly #all = new Set<Item>()
  /** The number of items of each namespace. */
  readonly #counts = new Map<string, number>()

  has(item: Item): boolean {
    return this.#all.has(item)
  }

  all(): Iterable<Item> {
    return this.#all
  }

  /** Whether a namespace has any item. */
  hasAny(namespace: string): boolean {
    return this.#counts.has(namespace)
  }

  /** The labels (`key=value`) of the items of a namespace. */
  labelsIn(namespace: string): Iterable<string> {
    return this.#byLabel.get(namespace)?.keys() ?? []
  }

  add(item: Item): void {
    this.#all.add(item)
    this.#counts.set(item.namespace, (this.#counts.get(item.namespace) ?? 0) + 1)
    const labels = this.#byLabel.get(item.namespace) ?? new Map<string, Set<Item>>()
    this.#byLabel.set(item.namespace, labels)
    for (const pair of pairsOf(item.labels)) {
      const items = labels.get(pair)
      if (items === undefined) labels.set(pair, new Set([item]))
      else items.add(item)
    }
  }

  delete(item: Item): void {
    this.#all.delete(item)
    const count = present(this.#counts.get(item.namespace), 'an item that goes has been counted') - 1
    if (count > 0) this.#counts.set(item.namespace, count)
    else this.#counts.delete(item.namespace)
    const labels = this.#byLabel.get(item.namespace)
    for (const pair of pairsOf(item.labels)) {
      const items = labels?.get(pair)
      if (items?.delete(item) === true && items.size === 0) labels?.delete(pair)
    }
    if (labels?.size === 0) this.#byLabel.delete(item.namespace)
  }

  /** Whether any item of a namespace has this label (`key=value`). */
  hasLabel(namespace: string, pair: string): boolean {
    return this.#byLabel.get(namespace)?.has(pair) === true
  }

  /** Whether a selector matches any item of a namespace. */
  hasMatch(namespace: string, selector: NonNullable<Labels>): boolean {
    for (const item of this.#rarest(namespace, selector)) if (matchesAll(selector, item.labels)) return true
    return false
  }

  /** The number of items of a namespace that a selector matches. */
  count(namespace: string, selector: NonNullable<Labels>): number {
    let count = 0
    for (const item of this.#rarest(namespace, selector)) if (matchesAll(selector, item.labels)) count++
    return count
  }

  /**
   * The items of a namespace that a selector matches, sorted by name. A selector without labels matches no
   * item.
   */
  select(namespace: string, selector: NonNullable<Labels>): Item[] {
    const selected = [...this.#rarest(namespace, selector)].filter((item) =>
      matchesAll(selector, item.labels),
    )
    return selected.sort((a, b) => (a.name < b.name ? -1 : 1))
  }

  /** The items that have the rarest label of a selector. */
  #rarest(namespace: string, selector: NonNullable<Labels>): Iterable<Item> {
    let fewest: ReadonlySet<Item> | null = null
    for (const pair of pairsOf(selector)) {
      const items = this.#byLabel.get(namespace)?.get(pair)
      if (items === undefined) return []
      if (fewest === null || items.size < fewest.size) fewest = items
    }
    return fewest ?? []
  }
}
