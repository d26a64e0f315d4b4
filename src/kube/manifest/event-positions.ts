/**
 * Finds the positions of a document's values in the file from the events of the YAML parser. Builds no index:
 * most documents have no diagnostics, and a look-up walks the events of the others.
 */
import type { Positions, Step } from './fields.ts'
import type { Span } from './text.ts'

/** The used fields of a parser event; -1 is an absent offset. */
export interface ManifestEvent {
  readonly type: number
  readonly style?: number
  readonly start?: number
  readonly valueStart?: number
  readonly valueEnd?: number
  readonly anchorStart?: number
  readonly anchorEnd?: number
  readonly tagStart?: number
}

const DOCUMENT = 1
const SEQUENCE = 2
const MAPPING = 3
const SCALAR = 4
const POP = 6

const PLAIN = 1
const SINGLE_QUOTED = 2
const DOUBLE_QUOTED = 3

/** The root nodes of a text's documents, in order. */
export function rootNodes(events: readonly ManifestEvent[]): number[] {
  const roots: number[] = []
  for (const [i, event] of events.entries()) {
    if (event.type === DOCUMENT) roots.push(i + 1)
  }
  return roots
}

/** A node is the index of its first event. */
export class EventPositions implements Positions {
  readonly #events: readonly ManifestEvent[]
  readonly #source: string
  /** Offset of the source in its file. */
  readonly #base: number

  constructor(events: readonly ManifestEvent[], source: string, base: number) {
    this.#events = events
    this.#source = source
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

  isPlain(node: number, path: readonly Step[]): boolean {
    const at = this.#follow(node, path)
    const event = at === null ? undefined : this.#events[at]
    return event?.type === SCALAR && event.style === PLAIN && (event.tagStart ?? -1) < 0
  }

  items(node: number, path: readonly Step[]): readonly number[] {
    const at = this.#follow(node, path)
    const nodes: number[] = []
    if (at === null || this.#events[at]?.type !== SEQUENCE) return nodes
    for (let i = at + 1; !this.#isEnd(i); i = this.#after(i)) nodes.push(i)
    return nodes
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
    const type = this.#events[node]?.type
    if (typeof step === 'number') {
      if (type !== SEQUENCE) return null
      let i = node + 1
      for (let left = step; left > 0 && !this.#isEnd(i); left--) i = this.#after(i)
      return this.#isEnd(i) ? null : { key: i, value: i }
    }
    if (type !== MAPPING) return null
    for (let key = node + 1; !this.#isEnd(key); ) {
      const value = this.#after(key)
      if (this.#isKey(key, step)) return { key, value }
      key = this.#after(value)
    }
    return null
  }

  /** Compares a key as written, so a key with escapes is not found. */
  #isKey(node: number, name: string): boolean {
    const { type, valueStart = -1, valueEnd = -1 } = this.#events[node] ?? { type: POP }
    const isAsLong = type === SCALAR && valueEnd - valueStart === name.length
    return isAsLong && this.#source.startsWith(name, valueStart)
  }

  #isEnd(node: number): boolean {
    const event = this.#events[node]
    return event === undefined || event.type === POP
  }

  /** The index of the event after a node and its descendants. */
  #after(node: number): number {
    let depth = 0
    let i = node
    do {
      const type = this.#events[i]?.type
      if (type === undefined) return i
      if (type === MAPPING || type === SEQUENCE) depth++
      else if (type === POP) depth--
      i++
    } while (depth > 0)
    return i
  }

  #spanOf(node: number): Span | null {
    const {
      type,
      style,
      start = -1,
      valueStart = -1,
      valueEnd = -1,
      anchorStart = -1,
      anchorEnd = -1,
    } = this.#events[node] ?? { type: POP }
    if (type === MAPPING || type === SEQUENCE) return start < 0 ? null : { start, end: start + 1 }
    if (type === SCALAR) {
      if (valueStart < 0) return null
      const quotes = style === SINGLE_QUOTED || style === DOUBLE_QUOTED ? 1 : 0
      return { start: valueStart - quotes, end: valueEnd + quotes }
    }
    // An alias: "*" precedes its name.
    return anchorStart < 0 ? null : { start: anchorStart - 1, end: anchorEnd }
  }
}
