/**
 * Finds the positions of a document's values in the file from its nodes. Builds no index: most documents have
 * no diagnostics, and a look-up walks the nodes of the others.
 */
import { NODE, type NodeList } from '../../yaml/nodes.ts'
import type { Positions, Step } from './fields.ts'
import type { Span } from './text.ts'

export class NodePositions implements Positions {
  readonly #nodes: NodeList
  /** Offset of the document in its file. */
  readonly #base: number

  constructor(nodes: NodeList, base: number) {
    this.#nodes = nodes
    this.#base = base
  }

  find(node: number, path: readonly Step[]): Span {
    let found = this.#spanOf(node)
    let at = node
    for (const step of path) {
      const below = this.#childOf(at, step)
      if (below === null) break
      at = below.value
      // An empty value has no position; its key has one.
      const span = this.#spanOf(at) ?? this.#spanOf(below.key)
      if (span === null) break
      found = span
    }
    return this.#inFile(found ?? { start: 0, end: 0 })
  }

  findKey(node: number, path: readonly Step[]): Span {
    const above = this.#follow(node, path.slice(0, -1))
    const last = path.at(-1)
    const below = above === null || last === undefined ? null : this.#childOf(above, last)
    const span = below === null ? null : this.#spanOf(below.key)
    return span === null ? this.find(node, path) : this.#inFile(span)
  }

  written(node: number, path: readonly Step[]): string | null {
    const at = this.#follow(node, path)
    const nodes = this.#nodes
    return at !== null && nodes.kind(at) === NODE.scalar ? nodes.content(at) : null
  }

  items(node: number, path: readonly Step[]): readonly number[] {
    const at = this.#follow(node, path)
    const nodes = this.#nodes
    return at === null || nodes.kind(at) !== NODE.sequence ? [] : [...nodes.children(at)]
  }

  /** The node at a path; `null` if the path is absent, or not written there (aliased or merged). */
  #follow(node: number, path: readonly Step[]): number | null {
    let at = node
    for (const step of path) {
      const below = this.#childOf(at, step)
      if (below === null) return null
      at = below.value
    }
    return at
  }

  #inFile({ start, end }: Span): Span {
    return { start: this.#base + start, end: this.#base + end }
  }

  #childOf(node: number, step: Step): { key: number; value: number } | null {
    const nodes = this.#nodes
    const kind = nodes.kind(node)
    const end = nodes.after(node)
    if (typeof step === 'number') {
      if (kind !== NODE.sequence) return null
      let item = node + 1
      for (let left = step; left > 0 && item < end; left--) item = nodes.after(item)
      return item < end ? { key: item, value: item } : null
    }
    if (kind !== NODE.mapping) return null
    let found: { key: number; value: number } | null = null
    for (let key = node + 1; key < end; ) {
      const value = nodes.after(key)
      // Of two equal keys the last one counts.
      if (nodes.kind(key) === NODE.scalar && nodes.content(key) === step) found = { key, value }
      key = nodes.after(value)
    }
    return found
  }

  #spanOf(node: number): Span | null {
    const start = this.#nodes.start(node)
    const end = this.#nodes.end(node)
    return start === end ? null : { start, end }
  }
}
