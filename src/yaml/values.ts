/**
 * Makes values of nodes, as kubectl gets them: of two equal keys the last one counts, and keys are text. An
 * alias is the same value as its anchor's node, so the length of a text bounds the memory of its values.
 */
import { type NodeList, NODE } from './nodes.ts'
import { isMergeTag, resolvePlain, resolveTagged } from './resolve.ts'
import { YamlSyntaxError } from './syntax-error.ts'

/** A merge copies its keys, so their number needs a limit. */
const MAX_MERGED_KEYS = 10_000
/** Finding the first of two equal keys takes time; a file shows as many diagnostics. */
const MAX_REPEATED = 100

/** A key that its mapping has already. */
export interface RepeatedKey {
  readonly key: string
  /** The nodes of both keys; the second one counts. */
  readonly first: number
  readonly second: number
  readonly mapping: number
}

type Mapping = Record<string, unknown>

function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export class ValueBuilder {
  readonly #nodes: NodeList
  /** The values of nodes with an anchor. */
  readonly #anchored = new Map<number, unknown>()
  /** The nodes with an anchor whose values are being built. */
  readonly #unfinished = new Set<number>()
  readonly repeated: RepeatedKey[] = []
  #mergedKeys = 0

  constructor(nodes: NodeList) {
    this.#nodes = nodes
  }

  /** Throws a `YamlSyntaxError`. */
  build(node: number): unknown {
    if (!this.#nodes.isAnchored(node)) return this.#build(node)
    this.#unfinished.add(node)
    const value = this.#build(node)
    this.#unfinished.delete(node)
    this.#anchored.set(node, value)
    return value
  }

  /** As `build`, but the list `items` of a mapping is a `DeferredList`. */
  buildRoot(root: number): unknown {
    if (this.#nodes.kind(root) !== NODE.mapping || this.#nodes.isAnchored(root)) return this.build(root)
    return this.#buildMapping(root, (key, value) => {
      const isList = key === 'items' && this.#nodes.kind(value) === NODE.sequence
      return isList ? new DeferredList(this, this.#nodes, value) : this.build(value)
    })
  }

  #build(node: number): unknown {
    switch (this.#nodes.kind(node)) {
      case NODE.scalar:
        return this.#buildScalar(node)
      case NODE.alias:
        return this.#valueOfAlias(node)
      case NODE.sequence:
        return this.#buildSequence(node)
      default:
        return this.#buildMapping(node)
    }
  }

  #buildScalar(node: number): unknown {
    const nodes = this.#nodes
    const content = nodes.content(node)
    const tag = nodes.tag(node)
    if (tag === null) return nodes.isPlain(node) ? resolvePlain(content) : content
    const value = resolveTagged(content, tag)
    if (value !== undefined) return value
    throw new YamlSyntaxError(
      'a value that is not of the type of its tag',
      'another tag, or none',
      nodes.start(node),
    )
  }

  #valueOfAlias(node: number): unknown {
    const target = this.#nodes.target(node)
    if (this.#anchored.has(target)) return this.#anchored.get(target)
    // The target is in a list that is not built yet.
    if (!this.#unfinished.has(target)) return this.build(target)
    const expected = 'an alias of a value that ends before it'
    throw new YamlSyntaxError('a value that contains itself', expected, this.#nodes.start(node))
  }

  #buildSequence(node: number): unknown[] {
    const nodes = this.#nodes
    const end = nodes.after(node)
    const items: unknown[] = []
    for (let item = node + 1; item < end; item = nodes.after(item)) items.push(this.build(item))
    return items
  }

  #buildMapping(node: number, build = (_key: string, value: number): unknown => this.build(value)): Mapping {
    const nodes = this.#nodes
    const end = nodes.after(node)
    const mapping: Mapping = {}
    const merged = new Set<string>()
    for (let key = node + 1; key < end; ) {
      const value = nodes.after(key)
      if (this.#isMerge(key)) {
        this.#merge(value, mapping, merged, key)
      } else {
        const name = this.#nameOf(key)
        if (Object.hasOwn(mapping, name) && !merged.delete(name)) this.#noteRepeated(node, key, name)
        setKey(mapping, name, build(name, value))
      }
      key = nodes.after(value)
    }
    return mapping
  }

  #nameOf(key: number): string {
    const value = this.build(key)
    if (typeof value === 'string') return value
    if (typeof value === 'number') return numberAsKey(value, this.#nodes.content(key))
    if (typeof value !== 'object' || value === null) return String(value)
    throw new YamlSyntaxError('a list or mapping as a key', 'a key that is text', this.#nodes.start(key))
  }

  #noteRepeated(mapping: number, second: number, key: string): void {
    const nodes = this.#nodes
    if (this.repeated.length === MAX_REPEATED) return
    for (let first = mapping + 1; first < second; first = nodes.after(nodes.after(first))) {
      if (nodes.kind(first) === NODE.scalar && this.#nameOf(first) === key) {
        this.repeated.push({ key, first, second, mapping })
        return
      }
    }
  }

  // --- Merge keys (https://yaml.org/type/merge.html) ---

  #isMerge(key: number): boolean {
    const nodes = this.#nodes
    if (nodes.kind(key) !== NODE.scalar || nodes.content(key) !== '<<') return false
    const tag = nodes.tag(key)
    return tag === null ? nodes.isPlain(key) : isMergeTag(tag)
  }

  /**
   * Merges a mapping, or a list of them, into another one. As in go-yaml v2, merged keys take the place of
   * those before the `<<`, and of those in a list the first counts.
   */
  #merge(value: number, into: Mapping, merged: Set<string>, key: number): void {
    const nodes = this.#nodes
    const sources = nodes.kind(value) === NODE.sequence ? [...nodes.children(value)].toReversed() : [value]
    for (const source of sources) {
      const from = this.build(source)
      if (!isMapping(from)) {
        throw new YamlSyntaxError(
          '"<<" with another value',
          'a mapping, or a list of mappings',
          nodes.start(key),
        )
      }
      for (const [name, one] of Object.entries(from)) {
        this.#mergedKeys++
        if (this.#mergedKeys > MAX_MERGED_KEYS) {
          const expected = `at most ${MAX_MERGED_KEYS} keys merged with "<<"`
          throw new YamlSyntaxError('too many merged keys', expected, nodes.start(key), { isLimit: true })
        }
        merged.add(name)
        setKey(into, name, one)
      }
    }
  }
}

/**
 * The items of a list, each built when it is asked for: a dump of a cluster is one list, and its items take
 * ten times the memory of its text.
 */
export class DeferredList {
  readonly #builder: ValueBuilder
  readonly #nodes: NodeList
  readonly #node: number

  constructor(builder: ValueBuilder, nodes: NodeList, node: number) {
    this.#builder = builder
    this.#nodes = nodes
    this.#node = node
  }

  /** Yields the items in order. Throws a `YamlSyntaxError`. */
  *items(): Generator {
    for (const item of this.#nodes.children(this.#node)) yield this.#builder.build(item)
  }
}

function setKey(mapping: Mapping, key: string, value: unknown): void {
  if (key !== '__proto__') mapping[key] = value
  else Object.defineProperty(mapping, key, { value, enumerable: true, configurable: true, writable: true })
}

const NOT_FINITE: Readonly<Record<string, string>> = { NaN: '.nan', Infinity: '.inf', '-Infinity': '-.inf' }

/** A number as a key, in decimal; a long one has more digits than a `number` holds. */
function numberAsKey(value: number, written: string): string {
  if (/^(?:0|-?[1-9][0-9]*)$/.test(written)) return written
  return NOT_FINITE[String(value)] ?? String(value)
}
