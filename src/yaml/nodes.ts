/**
 * The nodes of a parsed text, in its order, each with the span in which it is written. A node is known by its
 * index. They are numbers in one array, because a dump of a cluster has millions of them.
 */
import { present } from '../report/assert.ts'
import { YamlSyntaxError } from './syntax-error.ts'
import { STYLE, type Style } from './tokens.ts'

export const NODE = { scalar: 0, sequence: 1, mapping: 2, alias: 3 } as const
export type NodeKind = (typeof NODE)[keyof typeof NODE]

/** Numbers for each node: its kind and style, where it starts, where it ends, and its link. */
const STRIDE = 4
const START = 1
const END = 2
const LINK = 3
const STYLE_SHIFT = 2
const KIND_MASK = 3
const ANCHORED = 1 << 8
const NO_CONTENT = -1
/** A text of eight characters a node is dense: most small documents need no second array. */
const CHARACTERS_A_NODE = 8
/** A value takes about 100 octets while its document is read. Dumps of clusters are far below this limit. */
const MAX_NODES = 3_000_000
const MAX_FIRST_NODES = 128

export class NodeList {
  readonly text: string
  #numbers: Int32Array
  #count = 0
  /** The contents of scalars that are not as written. */
  readonly #contents: string[] = []
  readonly #tags = new Map<number, string>()

  constructor(text: string) {
    this.text = text
    this.#numbers = new Int32Array(
      Math.min(MAX_FIRST_NODES, Math.ceil(text.length / CHARACTERS_A_NODE) + 8) * STRIDE,
    )
  }

  get count(): number {
    return this.#count
  }

  // --- Building ---

  /** `content`: `null` if the scalar is as written, within its quotes. */
  addScalar(start: number, end: number, style: Style, content: string | null): number {
    if (content === null) return this.#add(NODE.scalar, style, start, end, NO_CONTENT)
    return this.#add(NODE.scalar, style, start, end, this.#contents.push(content) - 1)
  }

  addAlias(start: number, end: number, target: number): number {
    return this.#add(NODE.alias, STYLE.plain, start, end, target)
  }

  /** The nodes that follow are in it, until `close`. */
  open(kind: NodeKind, start: number): number {
    return this.#add(kind, STYLE.plain, start, start + 1, 0)
  }

  close(node: number): void {
    this.#numbers[node * STRIDE + LINK] = this.#count
  }

  setTag(node: number, tag: string): void {
    this.#tags.set(node, tag)
  }

  /** An alias may refer to the node. */
  setAnchored(node: number): void {
    this.#numbers[node * STRIDE] = this.#number(node, 0) | ANCHORED
  }

  #add(kind: NodeKind, style: Style, start: number, end: number, link: number): number {
    if (this.#count === MAX_NODES) {
      const expected = `at most ${MAX_NODES} keys and values in one document`
      throw new YamlSyntaxError('too many values', expected, start, { isLimit: true })
    }
    const at = this.#count * STRIDE
    if (at + STRIDE > this.#numbers.length) {
      const larger = new Int32Array(this.#numbers.length * 2)
      larger.set(this.#numbers)
      this.#numbers = larger
    }
    this.#numbers[at] = kind | (style << STYLE_SHIFT)
    this.#numbers[at + START] = start
    this.#numbers[at + END] = end
    this.#numbers[at + LINK] = link
    return this.#count++
  }

  // --- Reading ---

  /** One of `NODE`. */
  kind(node: number): number {
    return this.#number(node, 0) & KIND_MASK
  }

  isAnchored(node: number): boolean {
    return (this.#number(node, 0) & ANCHORED) !== 0
  }

  /** Whether a scalar is written without quotes, and not as a block. */
  isPlain(node: number): boolean {
    return ((this.#number(node, 0) >> STYLE_SHIFT) & KIND_MASK) === STYLE.plain
  }

  /** The tag as written, with its prefix in place of its handle; `null`: there is none. */
  tag(node: number): string | null {
    return this.#tags.size === 0 ? null : (this.#tags.get(node) ?? null)
  }

  start(node: number): number {
    return this.#number(node, START)
  }

  end(node: number): number {
    return this.#number(node, END)
  }

  /** The node after a node and all that is in it. */
  after(node: number): number {
    const kind = this.kind(node)
    return kind === NODE.mapping || kind === NODE.sequence ? this.#number(node, LINK) : node + 1
  }

  /** The node that an alias refers to. */
  target(node: number): number {
    return this.#number(node, LINK)
  }

  /** The content of a scalar. */
  content(node: number): string {
    const content = this.#number(node, LINK)
    if (content !== NO_CONTENT) return present(this.#contents[content], 'a folded scalar has a content')
    const quotes = this.isPlain(node) ? 0 : 1
    return this.text.slice(this.start(node) + quotes, this.end(node) - quotes)
  }

  /** The nodes of a sequence's items, or a mapping's keys and values in turn. */
  *children(node: number): Generator<number> {
    const end = this.after(node)
    for (let child = node + 1; child < end; child = this.after(child)) yield child
  }

  #number(node: number, offset: number): number {
    return present(this.#numbers[node * STRIDE + offset], 'a node is in its list')
  }
}
