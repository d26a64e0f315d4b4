/**
 * The tokens that are scanned and not yet parsed. A mapping is recognized at its first colon: the key before
 * it waits here meanwhile, and the tokens that begin the mapping are inserted before it.
 */
import type { Cursor } from './cursor.ts'
import { YamlSyntaxError } from './syntax-error.ts'
import { STYLE, TOKEN, type Token, type TokenType, token } from './tokens.ts'

/** A token that is a key if a colon follows. */
interface SimpleKey {
  /** The number of the token, counted from the first one of the text. */
  readonly number: number
  readonly position: number
  readonly line: number
  readonly column: number
  /** In its column nothing but a key can stand. */
  readonly isRequired: boolean
  /** The colon must stand before this offset. */
  limit: number
  /** The colon may stand on a later line. */
  isMultiline: boolean
}

/** YAML 1.1 §7.4.2: the longest key without `?`, which bounds the queue of tokens. */
const MAX_KEY = 1024

export class TokenQueue {
  readonly #cursor: Cursor
  readonly #tokens: Token[] = []
  /** The index of the next token. */
  #head = 0
  /** The number of tokens that the parser has taken. */
  #taken = 0
  /** The columns of the block collections around the current one. */
  readonly #indents: number[] = []
  /** The possible key outside of brackets, then one for each open bracket. */
  readonly #keys: (SimpleKey | null)[] = [null]
  /** Whether a key can begin at the cursor. */
  mayBeginKey = true

  constructor(cursor: Cursor) {
    this.#cursor = cursor
  }

  /** The next token; `null`: another one must be scanned first. */
  peek(): Token | null {
    const next = this.#tokens[this.#head]
    return next === undefined || this.#mayBeKey() ? null : next
  }

  /** Removes the token that `peek` has returned. */
  shift(): void {
    this.#head++
    this.#taken++
    if (this.#head < this.#tokens.length) return
    this.#tokens.length = 0
    this.#head = 0
  }

  /** Adds a token of some characters, and passes them. */
  add(type: TokenType, length: number): void {
    const { position } = this.#cursor
    this.#cursor.position += length
    this.push(token(type, position, position + length))
  }

  push(next: Token): void {
    this.#tokens.push(next)
  }

  /** Adds a scalar; the limit for its colon counts from its end. */
  addScalar(scalar: Token): void {
    const key = this.#key(this.#level)
    if (key?.position === scalar.start) {
      key.limit = scalar.end + MAX_KEY
      key.isMultiline = this.#cursor.isInFlow && scalar.style !== STYLE.plain
    }
    this.push(scalar)
  }

  // --- Keys without "?" ---

  /** Whether the next token can turn out to be a key. */
  #mayBeKey(): boolean {
    for (let level = 0; level < this.#keys.length; level++) {
      if (this.#key(level)?.number === this.#taken && this.#keyInTime(level) !== null) return true
    }
    return false
  }

  /** The key of a level, if a colon at the cursor belongs to it; forgets one that is too far away. */
  #keyInTime(level: number): SimpleKey | null {
    const key = this.#key(level)
    if (key === null) return null
    const isSameLine = key.isMultiline || key.line === this.#cursor.line
    if (isSameLine && this.#cursor.position <= key.limit) return key
    this.#forget(level)
    return null
  }

  #key(level: number): SimpleKey | null {
    return this.#keys[level] ?? null
  }

  get #level(): number {
    return this.#keys.length - 1
  }

  /** Notes that the token at the cursor may be a key. */
  saveKey(): void {
    if (!this.mayBeginKey) return
    this.forgetKey()
    const { position, line, column, isInFlow, indent } = this.#cursor
    const number = this.#taken + this.#tokens.length - this.#head
    const isRequired = !isInFlow && indent === column
    const limit = position + MAX_KEY
    this.#keys[this.#level] = { number, position, line, column, isRequired, limit, isMultiline: false }
  }

  /** The current token is no key any more. */
  forgetKey(): void {
    this.#forget(this.#level)
  }

  /** As `forgetKey`, of all levels. */
  forgetKeys(): void {
    for (let level = this.#level; level >= 0; level--) this.#forget(level)
  }

  #forget(level: number): void {
    const key = this.#key(level)
    if (key?.isRequired === true) {
      throw new YamlSyntaxError('a line without a key', 'a key, a colon, a space and a value', key.position)
    }
    this.#keys[level] = null
  }

  /** Inserts the beginning of an entry before the key of a colon, if there is a key. */
  insertKey(): boolean {
    const key = this.#keyInTime(this.#level)
    if (key === null) return false
    const at = this.#head + key.number - this.#taken
    this.#tokens.splice(at, 0, token(TOKEN.key, key.position, key.position))
    this.#indentTo(key.column, TOKEN.blockMappingStart, key.position, at)
    this.#keys[this.#level] = null
    return true
  }

  openBracket(): void {
    this.#keys.push(null)
  }

  closeBracket(): void {
    if (this.#level > 0) this.#keys.pop()
    // Keys are text, so what follows the last bracket is another document, or a fault.
    if (this.#level === 0 && this.#key(0)?.isRequired === false) this.#keys[0] = null
  }

  // --- Indentation ---

  /** Begins a block collection in the column of the cursor, if that is right of the enclosing one. */
  indent(type: TokenType): void {
    const { column, position } = this.#cursor
    this.#indentTo(column, type, position, this.#tokens.length)
  }

  #indentTo(column: number, type: TokenType, position: number, at: number): void {
    const cursor = this.#cursor
    if (cursor.isInFlow || cursor.indent >= column) return
    this.#indents.push(cursor.indent)
    cursor.indent = column
    this.#tokens.splice(at, 0, token(type, position, position))
  }

  /** Ends the block collections that are right of a column. */
  outdent(column: number): void {
    const cursor = this.#cursor
    if (cursor.isInFlow) return
    while (cursor.indent > column) {
      this.add(TOKEN.blockEnd, 0)
      cursor.indent = this.#indents.pop() ?? -1
    }
  }
}
