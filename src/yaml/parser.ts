/**
 * Parses YAML into nodes, one document after another. The text is a stream as kubectl reads it: documents, or
 * JSON objects one after another, behind which other documents can follow, too.
 * One subject: the grammar, whose rules call one another.
 */
import { findControl, isBlank } from './characters.ts'
import type { Outdent } from './cursor.ts'
import { NODE, NodeList } from './nodes.ts'
import { BAD_ENTRY, KEYS_IN_COLUMN, Scanner } from './scanner.ts'
import { unclosed, YamlSyntaxError } from './syntax-error.ts'
import { STYLE, TOKEN, type Token, type TokenType } from './tokens.ts'
import { TagNames } from './tag-names.ts'

/** Objects of Kubernetes nest about fifteen levels deep. The parser is recursive, so depth needs a limit. */
const MAX_DEPTH = 100
/** Manifests have a handful of aliases. */
const MAX_ALIASES = 1000

/** The tokens before which an entry of a collection has no value. */
const WITHOUT_VALUE: Readonly<
  Record<'sequence' | 'indentless' | 'mapping' | 'flow', ReadonlySet<TokenType>>
> = {
  sequence: new Set([TOKEN.blockEntry, TOKEN.blockEnd]),
  indentless: new Set([TOKEN.blockEntry, TOKEN.key, TOKEN.value, TOKEN.blockEnd]),
  mapping: new Set([TOKEN.key, TOKEN.value, TOKEN.blockEnd]),
  flow: new Set([TOKEN.value, TOKEN.flowEntry, TOKEN.sequenceClose, TOKEN.mappingClose]),
}

const NONE: ReadonlySet<TokenType> = new Set()

/** The tokens that begin a list or mapping, which cannot be a key. */
const COLLECTION: ReadonlySet<TokenType> = new Set([
  TOKEN.sequenceOpen,
  TOKEN.mappingOpen,
  TOKEN.blockSequenceStart,
  TOKEN.blockMappingStart,
])

/** The nodes of one document. */
export interface ParsedDocument {
  readonly nodes: NodeList
  /** `null`: the document has no content. */
  readonly root: number | null
  /** Places that only the rules of kubectl's parser allow. */
  readonly outdents: Outdent[]
}

/** Yields the documents of a text. Throws a `YamlSyntaxError` at the first fault. */
export function* parseDocuments(text: string): Generator<ParsedDocument> {
  const control = findControl(text)
  if (control >= 0)
    throw new YamlSyntaxError('a control character', 'text without control characters', control)
  yield* new Parser(text).documents()
}

/** What stands before a node: its anchor and its tag. */
interface Properties {
  readonly start: number
  readonly anchor: string | null
  readonly tag: string | null
}

class Parser {
  readonly #text: string
  #scanner: Scanner
  #nodes: NodeList
  #anchors = new Map<string, number>()
  #tags = new TagNames()
  /** The offsets of the brackets that the parser is in. */
  readonly #brackets: number[] = []
  #lastScalar: Token | null = null
  /** The offset behind the last closing bracket. */
  #lastEnd = 0
  #depth = 0
  #aliases = 0

  constructor(text: string) {
    this.#text = text
    this.#scanner = new Scanner(text, 0)
    this.#nodes = new NodeList(text)
  }

  *documents(): Generator<ParsedDocument> {
    let canFollow = true
    for (;;) {
      let document: ParsedDocument | null
      try {
        document = this.#readDocument(canFollow)
      } catch (error) {
        throw error instanceof YamlSyntaxError ? this.#explain(error) : error
      }
      if (document === null) return
      // Behind a JSON object or list, kubectl begins anew: another document needs no "---".
      canFollow = isInBrackets(document)
      if (canFollow) this.#scanner = new Scanner(this.#text, passBlanks(this.#text, this.#lastEnd))
      yield document
    }
  }

  /** `null`: the text is at its end. `canFollow`: the document needs no `---`. */
  #readDocument(canFollow: boolean): ParsedDocument | null {
    let isEnded = canFollow
    while (this.#next() === TOKEN.documentEnd) {
      isEnded = true
      this.#scanner.take()
    }
    const isStated = this.#readDirectives()
    const next = this.#next()
    if (next === TOKEN.streamEnd && !isStated) return null
    if (!isEnded && !isStated) {
      const expected = 'the end of the file, or "---" before another document'
      throw this.#fault('text behind the end of the document', expected)
    }
    this.#nodes = new NodeList(this.#text)
    this.#anchors = new Map()
    this.#aliases = 0
    const isEmpty = next === TOKEN.streamEnd || next === TOKEN.documentStart || next === TOKEN.documentEnd
    const root = isEmpty ? null : this.#readNode(false)
    return { nodes: this.#nodes, root, outdents: this.#scanner.cursor.outdents.splice(0) }
  }

  /** Reads the directives before a document; returns whether `---` follows. */
  #readDirectives(): boolean {
    this.#tags = new TagNames()
    let hasDirective = false
    while (this.#next() === TOKEN.directive) {
      const { start, end } = this.#scanner.take()
      this.#tags.declare(this.#text.slice(start, end))
      hasDirective = true
    }
    if (this.#next() === TOKEN.documentStart) {
      this.#scanner.take()
      return true
    }
    if (hasDirective) throw this.#fault('directives without a document', '"---" after the directives')
    return false
  }

  #next(): TokenType {
    return this.#scanner.peek().type
  }

  #fault(reason: string, expected: string): YamlSyntaxError {
    return new YamlSyntaxError(reason, expected, this.#scanner.peek().start)
  }

  // --- Nodes ---

  /** `isValue`: of a block mapping, so that a list in the column of its key belongs to it. */
  #readNode(isValue: boolean): number {
    const next = this.#scanner.peek()
    if (next.type === TOKEN.alias) return this.#readAlias()
    const properties = this.#readProperties()
    const node = this.#readContent(isValue, properties)
    if (properties?.tag !== null && properties?.tag !== undefined) this.#nodes.setTag(node, properties.tag)
    return node
  }

  #readAlias(): number {
    const { start, end } = this.#scanner.take()
    const name = this.#text.slice(start, end)
    const target = this.#anchors.get(name)
    if (target === undefined) {
      const expected = 'quotes around a value that begins with "*", or an anchor before the alias'
      throw new YamlSyntaxError('an alias without an anchor', expected, start - 1, { named: name })
    }
    this.#aliases++
    if (this.#aliases > MAX_ALIASES) {
      throw new YamlSyntaxError('too many aliases', `at most ${MAX_ALIASES} aliases`, start - 1, {
        isLimit: true,
      })
    }
    return this.#nodes.addAlias(start - 1, end, target)
  }

  #readProperties(): Properties | null {
    let anchor: string | null = null
    let tag: string | null = null
    const { start: first } = this.#scanner.peek()
    for (;;) {
      const { type, start, end } = this.#scanner.peek()
      if (type === TOKEN.anchor && anchor === null) anchor = this.#text.slice(start, end)
      else if (type === TOKEN.tag && tag === null)
        tag = this.#tags.resolve(this.#text.slice(start, end), start)
      else break
      this.#scanner.take()
    }
    return anchor === null && tag === null ? null : { start: first, anchor, tag }
  }

  #readContent(isValue: boolean, properties: Properties | null): number {
    const next = this.#scanner.peek()
    const type: number = next.type
    switch (type) {
      case TOKEN.scalar: {
        this.#lastScalar = next
        this.#scanner.take()
        return this.#anchor(properties, this.#nodes.addScalar(next.start, next.end, next.style, next.content))
      }
      case TOKEN.blockMappingStart:
        return this.#nest(properties, NODE.mapping, () => this.#readBlockMapping())
      case TOKEN.blockSequenceStart:
        return this.#nest(properties, NODE.sequence, () => this.#readBlockSequence())
      case TOKEN.mappingOpen:
        return this.#nest(properties, NODE.mapping, () => this.#readFlowMapping())
      case TOKEN.sequenceOpen:
        return this.#nest(properties, NODE.sequence, () => this.#readFlowSequence())
      case TOKEN.blockEntry:
        if (isValue) return this.#nest(properties, NODE.sequence, () => this.#readIndentless())
        break
      default:
    }
    if (properties === null) throw this.#fault('no value', 'a value')
    return this.#anchor(properties, this.#addEmpty(properties.start))
  }

  #anchor(properties: Properties | null, node: number): number {
    if (properties === null || properties.anchor === null) return node
    this.#anchors.set(properties.anchor, node)
    this.#nodes.setAnchored(node)
    return node
  }

  /** Reads a collection, whose first token is next. */
  #nest(
    properties: Properties | null,
    kind: typeof NODE.mapping | typeof NODE.sequence,
    read: () => void,
  ): number {
    const { start } = this.#scanner.peek()
    this.#depth++
    if (this.#depth >= MAX_DEPTH) {
      const expected = `mappings and lists nested less than ${MAX_DEPTH} deep`
      throw new YamlSyntaxError('too deep nesting', expected, start, { isLimit: true })
    }
    const node = this.#anchor(properties, this.#nodes.open(kind, start))
    read()
    this.#nodes.close(node)
    this.#depth--
    return node
  }

  #addEmpty(position: number): number {
    return this.#nodes.addScalar(position, position, STYLE.plain, null)
  }

  /** Reads the value of an entry, or adds an empty one. */
  #readValue(without: ReadonlySet<TokenType>, isValue: boolean): void {
    const next = this.#scanner.peek()
    if (without.has(next.type)) this.#addEmpty(next.start)
    else this.#readNode(isValue)
  }

  #readKey(without: ReadonlySet<TokenType>, isValue: boolean): void {
    const { type, start } = this.#scanner.peek()
    if (COLLECTION.has(type)) throw notText(start)
    const node = this.#nodes.count
    this.#readValue(without, isValue)
    const kind = this.#nodes.kind(node)
    if (kind === NODE.mapping || kind === NODE.sequence) throw notText(start)
  }

  // --- Block collections ---

  #readBlockMapping(): void {
    this.#scanner.take()
    for (;;) {
      const next = this.#next()
      if (next === TOKEN.blockEnd) break
      if (next !== TOKEN.key) throw this.#fault(BAD_ENTRY, KEYS_IN_COLUMN)
      this.#scanner.take()
      this.#readKey(WITHOUT_VALUE.mapping, true)
      if (this.#next() === TOKEN.value) {
        this.#scanner.take()
        this.#readValue(WITHOUT_VALUE.mapping, true)
      } else this.#addEmpty(this.#scanner.peek().start)
    }
    this.#scanner.take()
  }

  #readBlockSequence(): void {
    this.#scanner.take()
    while (this.#next() === TOKEN.blockEntry) {
      this.#scanner.take()
      this.#readValue(WITHOUT_VALUE.sequence, false)
    }
    if (this.#next() !== TOKEN.blockEnd) {
      throw this.#fault('bad indentation of a sequence entry', 'items of one list in one column')
    }
    this.#scanner.take()
  }

  /** A list in the column of the key before it. */
  #readIndentless(): void {
    while (this.#next() === TOKEN.blockEntry) {
      this.#scanner.take()
      this.#readValue(WITHOUT_VALUE.indentless, false)
    }
  }

  // --- Flow collections ---

  #readFlowSequence(): void {
    this.#brackets.push(this.#scanner.take().start)
    for (let isFirst = true; ; isFirst = false) {
      if (this.#endsFlow(TOKEN.sequenceClose, isFirst, '"," between the entries of "[…]"')) return
      const next = this.#scanner.peek()
      if (next.type === TOKEN.key) {
        const pair = this.#nodes.open(NODE.mapping, next.start)
        this.#readFlowPair()
        this.#nodes.close(pair)
      } else this.#readNode(false)
    }
  }

  #readFlowMapping(): void {
    this.#brackets.push(this.#scanner.take().start)
    for (let isFirst = true; ; isFirst = false) {
      if (this.#endsFlow(TOKEN.mappingClose, isFirst, '"," between the entries of "{…}"')) return
      if (this.#next() === TOKEN.key) this.#readFlowPair()
      else {
        this.#readKey(NONE, false)
        this.#addEmpty(this.#scanner.peek().start)
      }
    }
  }

  #readFlowPair(): void {
    this.#scanner.take()
    this.#readKey(WITHOUT_VALUE.flow, false)
    if (this.#next() === TOKEN.value) {
      this.#scanner.take()
      this.#readValue(WITHOUT_VALUE.flow, false)
    } else this.#addEmpty(this.#scanner.peek().start)
  }

  /** Reads the comma before an entry, or the closing bracket; returns whether the collection ends. */
  #endsFlow(close: TokenType, isFirst: boolean, expected: string): boolean {
    if (this.#next() !== close && !isFirst) {
      if (this.#next() !== TOKEN.flowEntry) throw this.#fault('a missing comma', expected)
      this.#scanner.take()
    }
    if (this.#next() !== close) return false
    this.#brackets.pop()
    this.#lastEnd = this.#scanner.take().end
    return true
  }

  // --- Faults ---

  /** Finds the bracket or quote that is not closed, if the fault comes from it. */
  #explain(error: YamlSyntaxError): YamlSyntaxError {
    const { cursor } = this.#scanner
    const bracket = this.#brackets.at(-1) ?? cursor.brackets.at(-1)
    const outdent = cursor.outdents.at(-1)
    // A quote that is open before a bracket goes on too far to the left hides the end of the bracket.
    if (error.before !== null && outdent !== undefined && error.position < outdent.at) {
      return unclosed(this.#text, error.position, outdent.at)
    }
    const isAtEnd = error.position >= this.#text.trimEnd().length
    if (bracket !== undefined && isAtEnd) return unclosed(this.#text, bracket, this.#text.length)
    if (outdent === undefined || error.isLimit) return error
    // What stands behind a quote on its line was within other quotes.
    const quote = this.#lastScalar
    const isBehind = quote !== null && !/[\r\n]/.test(this.#text.slice(quote.end, error.position))
    if (isBehind && this.#isQuoted(quote.start) && quote.start < outdent.at && outdent.at < quote.end) {
      return unclosed(this.#text, quote.start, outdent.at)
    }
    const outermost = this.#brackets[0] ?? cursor.brackets[0]
    const isOfBracket = bracket !== undefined && outdent.opener === outermost
    return isOfBracket ? unclosed(this.#text, bracket, outdent.at) : error
  }

  #isQuoted(start: number): boolean {
    return this.#text.charAt(start) === '"' || this.#text.charAt(start) === "'"
  }
}

/** Whether a document ends with its closing bracket. */
function isInBrackets({ nodes, root }: ParsedDocument): boolean {
  return root !== null && /^[[{]/.test(nodes.text.charAt(nodes.start(root)))
}

function passBlanks(text: string, start: number): number {
  let end = start
  while (isBlank(text.charCodeAt(end))) end++
  return end
}

function notText(position: number): YamlSyntaxError {
  return new YamlSyntaxError('a list or mapping as a key', 'a key that is text', position)
}
