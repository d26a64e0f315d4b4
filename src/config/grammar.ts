/**
 * The grammar of a Corefile over its tokens: blocks with keys, directives, and the lines in a directive's
 * braces. The parser reports each error once and resumes where the next sound part probably begins, so that
 * one run shows all errors. The parser accepts any directive name: `site/registry.ts` has the directives.
 */
import type { Importer } from './import.ts'
import type { BodyLine, Directive, ServerBlock, ServerKey } from './server-block.ts'
import { parseServerKey } from './server-key.ts'
import type { TokenStream } from './token-stream.ts'
import { atToken, isClosingBrace, isImport, isOpeningBrace, quote, type Report, type Token } from './token.ts'

/** Levels of braces; directives use one, some two. */
const MAX_NESTING = 16

export class Grammar {
  readonly #stream: TokenStream
  readonly #importer: Importer
  readonly #report: Report
  /** The token at which a new block seems to begin although braces are still open; already reported. */
  #boundary: Token | null = null

  constructor(stream: TokenStream, importer: Importer, report: Report) {
    this.#stream = stream
    this.#importer = importer
    this.#report = report
  }

  parse(): ServerBlock[] {
    const blocks: ServerBlock[] = []
    for (let token = this.#stream.peek(); token !== null; token = this.#stream.peek()) {
      if (isClosingBrace(token)) {
        this.#stream.next()
        this.#syntax(token, "this '}' matches no open '{'", "remove this '}', or a surplus one above it")
      } else if (isImport(token)) {
        this.#import()
      } else if (isSnippetName(token)) {
        this.#snippet()
      } else if (token.text === '') {
        // An environment variable for zones that is empty.
        this.#stream.next()
      } else {
        blocks.push(this.#block(token))
      }
    }
    return blocks
  }

  // --- Blocks ---

  #block(first: Token): ServerBlock {
    const written = this.#keyTokens()
    const keys = written.flatMap((token): ServerKey[] => {
      const key = parseServerKey(token, this.#report)
      return key === null ? [] : [key]
    })
    const named = written[0] ?? first
    const opening = this.#stream.peek()
    if (opening !== null && isOpeningBrace(opening)) {
      this.#stream.next()
      if (written.length === 0) {
        this.#syntax(
          opening,
          "no zone before this '{', expected the keys of a block",
          "write the zones of the block first, such as '.:53 {'",
        )
      }
      return { keys, directives: this.#directives(opening, named), place: first.place }
    }
    return { keys, directives: this.#directives(null, named), place: first.place }
  }

  /**
   * The keys up to a brace or the end of the line; after a final comma the keys continue on the next line.
   */
  #keyTokens(): Token[] {
    const keys: Token[] = []
    let comma: Token | null = null
    let isFirst = true
    for (let token = this.#stream.peek(); token !== null; token = this.#stream.peek()) {
      if (isOpeningBrace(token) || isClosingBrace(token)) break
      if (token.startsLine && !isFirst && comma === null) break
      if (token.startsLine && comma !== null && isImport(token)) {
        this.#import()
        continue
      }
      this.#stream.next()
      isFirst = false
      comma = token.text.endsWith(',') ? token : null
      const text = comma === null ? token.text : token.text.slice(0, -1)
      if (text !== '') keys.push({ ...token, text, length: token.length - (comma === null ? 0 : 1) })
    }
    if (comma !== null)
      this.#syntax(comma, 'a zone is missing after the comma', 'remove the comma, or add a zone')
    return keys
  }

  /** `opening`: `null` for a block without braces, which extends to the end of the file. */
  #directives(opening: Token | null, firstKey: Token): Directive[] {
    const directives: Directive[] = []
    for (let token = this.#stream.peek(); token !== null; token = this.#stream.peek()) {
      if (isClosingBrace(token)) {
        this.#stream.next()
        if (opening === null) {
          const block = `${quote(firstKey.text)} in line ${firstKey.place.line}`
          const hint = `add a '{' after ${block}, or remove a surplus '}' above`
          this.#syntax(token, "this '}' matches no open '{'", hint)
        }
        return directives
      }
      if (isOpeningBrace(token)) this.#misplacedBody(directives)
      else if (isImport(token)) this.#import()
      else if (this.#beginsBlock(token)) {
        this.#reportBlockBegins(token, opening, firstKey)
        return directives
      } else {
        const directive = this.#directive()
        if (directive !== null) directives.push(directive)
      }
    }
    if (opening !== null) this.#unclosed(opening, firstKey)
    return directives
  }

  /** Whether a line such as `example.org:53 {` stands in place of a directive. */
  #beginsBlock(token: Token): boolean {
    return token === this.#boundary || (isKeyLike(token) && this.#stream.lineOpensBlock())
  }

  #reportBlockBegins(token: Token, opening: Token | null, firstKey: Token): void {
    if (token === this.#boundary) return
    const where = `the block ${quote(firstKey.text)} in line ${firstKey.place.line}`
    const [message, hint] =
      opening === null
        ? [
            `${where} has no braces, so no other block can follow it`,
            "put its directives between '{' and '}'",
          ]
        : [`a new block begins here, but ${where} is still open`, "add the missing '}' above"]
    this.#syntax(token, message, hint)
  }

  // --- Directives ---

  #directive(): Directive | null {
    const name = this.#stream.next()
    if (name === null) return null
    const args = this.#stream.takeArguments()
    const body = this.#bodyOnSameLine(name)
    const next = this.#stream.peek()
    if (body !== null && next !== null && !next.startsLine && !isClosingBrace(next)) {
      this.#syntax(
        next,
        `found ${quote(next.text)} after a '}', expected the end of the line`,
        'begin a new line after the brace',
      )
    }
    if (name.text === '') {
      this.#syntax(name, 'found an empty word, expected the name of a directive')
      return null
    }
    if (isKeyLike(name)) {
      const message = `${quote(name.text)} is not the name of a directive`
      this.#syntax(name, message, 'a directive is one word of letters, digits, hyphens and underscores')
      return null
    }
    return { name, args, body, place: name.place }
  }

  #bodyOnSameLine(owner: Token): BodyLine[] | null {
    const opening = this.#stream.peek()
    if (opening === null || opening.startsLine || !isOpeningBrace(opening)) return null
    this.#stream.next()
    return this.#body(opening, owner, 1)
  }

  /**
   * Reads a '{' at the start of a line as the body of the directive above, to find errors in its lines too.
   */
  #misplacedBody(directives: Directive[]): void {
    const opening = this.#stream.next()
    if (opening === null) return
    const above = directives.at(-1)
    const message = "this '{' begins a line, expected it at the end of its directive's line"
    const hint = above === undefined ? undefined : `write '{' at the end of line ${above.name.place.line}`
    this.#syntax(opening, message, hint)
    const body = this.#body(opening, above?.name ?? opening, 1)
    if (above?.body === null) directives[directives.length - 1] = { ...above, body }
  }

  #body(opening: Token, owner: Token, depth: number): BodyLine[] {
    const lines: BodyLine[] = []
    if (depth > MAX_NESTING) {
      this.#report(atToken('KZ_COREFILE_LIMIT', opening, `braces are nested more than ${MAX_NESTING} deep`))
      this.#takeBraced(opening, owner)
      return lines
    }
    for (let token = this.#stream.peek(); token !== null; token = this.#stream.peek()) {
      if (isClosingBrace(token)) {
        this.#stream.next()
        return lines
      }
      if (isOpeningBrace(token)) {
        this.#stream.next()
        this.#syntax(token, "no option before this '{'", "write the '{' on the line of its option")
        this.#body(token, owner, depth + 1)
      } else if (isImport(token)) {
        this.#import()
      } else if (token === this.#boundary) {
        return lines
      } else if (token.place.column === 1 && isKeyLike(token) && this.#stream.lineOpensBlock()) {
        this.#boundary = token
        const where = `the braces of ${quote(owner.text)} in line ${opening.place.line}`
        this.#syntax(
          token,
          `a new block begins here, but ${where} are still open`,
          "add the missing '}' above",
        )
        return lines
      } else {
        this.#stream.next()
        const tokens: [Token, ...Token[]] = [token, ...this.#stream.takeArguments()]
        const brace = this.#stream.peek()
        if (brace === null || brace.startsLine || !isOpeningBrace(brace)) {
          lines.push({ tokens, body: null })
        } else {
          this.#stream.next()
          lines.push({ tokens, body: this.#body(brace, token, depth + 1) })
        }
      }
    }
    this.#unclosed(opening, owner)
    return lines
  }

  // --- Imports and snippets ---

  #import(): void {
    const statement = this.#stream.next()
    if (statement !== null) this.#importer.follow(statement, this.#stream.takeArguments(), this.#stream)
  }

  #snippet(): void {
    const name = this.#stream.next()
    if (name === null) return
    const [surplus] = this.#stream.takeArguments()
    if (surplus !== undefined) {
      this.#syntax(surplus, `found ${quote(surplus.text)} after the name of a snippet, expected '{'`)
    }
    const opening = this.#stream.peek()
    if (opening === null || !isOpeningBrace(opening)) {
      this.#syntax(
        name,
        `the snippet ${quote(name.text)} has no braces`,
        `write '${name.text} {', its lines, and '}'`,
      )
      this.#stream.skipToMargin()
      return
    }
    this.#stream.next()
    const tokens = this.#takeBraced(opening, name)
    if (name.text === '()') this.#syntax(name, "found '()', expected the name of a snippet in parentheses")
    else this.#importer.define(name, tokens)
  }

  #takeBraced(opening: Token, owner: Token): Token[] {
    const { tokens, isClosed } = this.#stream.takeBraced()
    if (!isClosed) this.#unclosed(opening, owner)
    return tokens
  }

  // --- Diagnostics ---

  #syntax(token: Token, message: string, hint?: string): void {
    this.#report(atToken('KZ_COREFILE_SYNTAX', token, message, hint))
  }

  #unclosed(opening: Token, owner: Token): void {
    const of = owner === opening ? '' : ` of ${quote(owner.text)}`
    this.#syntax(opening, `this '{'${of} is never closed`, "add a line with '}'")
  }
}

/** The name of a snippet is one word in parentheses. */
function isSnippetName(token: Token): boolean {
  return !token.quoted && token.text.startsWith('(') && token.text.endsWith(')')
}

/**
 * No directive's name has one of these characters; nearly every key does: `.:53`, `a.org`, `10.96.0.0/12`.
 */
function isKeyLike(token: Token): boolean {
  return !token.quoted && /[.:/]/.test(token.text)
}
