/**
 * Reads the documents of a text: their values, and where these are written. The length of the text bounds
 * time and memory, whatever its nesting and aliases.
 */
import { type ParsedDocument, parseDocuments } from '../../yaml/parser.ts'
import { ValueBuilder } from '../../yaml/values.ts'
import type { Positions } from './fields.ts'
import { NodePositions } from './node-positions.ts'
import type { Span } from './text.ts'

export interface YamlDocument {
  readonly value: unknown
  /** The root of the value. */
  readonly node: number
  readonly positions: Positions
  /** What has been found since the last call; the items of a list are built while they are read. */
  readonly takeOddities: () => Oddities
}

/**
 * What is read as kubectl reads it, but most likely not meant, or refused by other parsers. Spans are those
 * in the file.
 */
export interface Oddities {
  readonly repeatedKeys: readonly RepeatedSpan[]
  /** The first character that is too far to the left, with the opening bracket or quote. */
  readonly outdents: readonly { readonly opener: Span; readonly at: Span }[]
}

export interface RepeatedSpan {
  readonly key: string
  readonly first: Span
  readonly second: Span
  /** The mapping is the document itself. */
  readonly isInRoot: boolean
}

/**
 * Yields the documents with content. Throws a `YamlSyntaxError`. `base` is the offset of the text in its
 * file.
 */
export function* readYaml(source: string, base: number): Generator<YamlDocument> {
  for (const document of parseDocuments(source)) {
    const { nodes, root } = document
    if (root === null) continue
    const builder = new ValueBuilder(nodes)
    const value = builder.buildRoot(root)
    const takeOddities = (): Oddities => odditiesOf(document, root, builder, base)
    yield { value, node: root, positions: new NodePositions(nodes, base), takeOddities }
  }
}

function odditiesOf(
  { nodes, outdents }: ParsedDocument,
  root: number,
  { repeated }: ValueBuilder,
  base: number,
): Oddities {
  const spanOf = (node: number): Span => ({ start: base + nodes.start(node), end: base + nodes.end(node) })
  const characterAt = (offset: number): Span => ({ start: base + offset, end: base + offset + 1 })
  return {
    repeatedKeys: repeated.splice(0).map(({ key, first, second, mapping }) => ({
      key,
      first: spanOf(first),
      second: spanOf(second),
      isInRoot: mapping === root,
    })),
    outdents: outdents
      .splice(0)
      .map(({ opener, at }) => ({ opener: characterAt(opener), at: characterAt(at) })),
  }
}
