/**
 * Splits YAML into tokens, with the rules of go-yaml, which kubectl uses: indentation counts only outside of
 * brackets and quotes, and U+0085 breaks lines. Where JSON allows more than go-yaml's YAML (long keys, breaks
 * before the colon), it follows JSON, as kubectl's decoder of JSON does.
 */
import { scanBlock } from './block-scalar.ts'
import {
  AMPERSAND,
  ASTERISK,
  BYTE_ORDER_MARK,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  DOT,
  DOUBLE_QUOTE,
  END,
  EXCLAMATION,
  GREATER,
  HASH,
  isBlank,
  isBlankOrEnd,
  isBreak,
  isBreakOrEnd,
  isFlowIndicator,
  isIndicator,
  LESS,
  MINUS,
  OPEN_BRACE,
  OPEN_BRACKET,
  PERCENT,
  PIPE,
  QUESTION,
  SINGLE_QUOTE,
  SPACE,
  TAB,
} from './characters.ts'
import { Cursor } from './cursor.ts'
import { scanPlain, scanQuoted, tabError } from './scalars.ts'
import { YamlSyntaxError } from './syntax-error.ts'
import { TokenQueue } from './token-queue.ts'
import { TOKEN, type Token, type TokenType, token } from './tokens.ts'

export const BAD_ENTRY = 'bad indentation of a mapping entry'
export const KEYS_IN_COLUMN = 'keys of one mapping in one column, and quotes around a value with ": "'

export class Scanner {
  readonly cursor: Cursor
  readonly #queue: TokenQueue

  /** Scans from an offset in the text. */
  constructor(text: string, start: number) {
    this.cursor = new Cursor(text, start)
    this.#queue = new TokenQueue(this.cursor)
  }

  /** The next token. Throws a `YamlSyntaxError`. */
  peek(): Token {
    let next = this.#queue.peek()
    while (next === null) {
      this.#scanNext()
      next = this.#queue.peek()
    }
    return next
  }

  take(): Token {
    const next = this.peek()
    this.#queue.shift()
    return next
  }

  #scanNext(): void {
    this.#passSpace()
    const { cursor } = this
    this.#queue.outdent(cursor.column)
    const code = cursor.peek()
    if (code === END) return this.#scanEnd()
    if (cursor.position === cursor.lineStart && !cursor.isInFlow && code === PERCENT)
      return this.#scanDirective()
    if (cursor.isAtMarker()) return this.#scanMarker(code)
    switch (code) {
      case OPEN_BRACKET:
        return this.#openBracket(TOKEN.sequenceOpen)
      case OPEN_BRACE:
        return this.#openBracket(TOKEN.mappingOpen)
      case CLOSE_BRACKET:
        return this.#closeBracket(TOKEN.sequenceClose)
      case CLOSE_BRACE:
        return this.#closeBracket(TOKEN.mappingClose)
      case COMMA:
        this.#queue.forgetKey()
        this.#queue.mayBeginKey = true
        return this.#queue.add(TOKEN.flowEntry, 1)
      case MINUS:
        if (isBlankOrEnd(cursor.peek(1))) return this.#scanEntry()
        break
      case QUESTION:
        if (cursor.isInFlow || isBlankOrEnd(cursor.peek(1))) return this.#scanKey()
        break
      case COLON:
        if (cursor.isInFlow || isBlankOrEnd(cursor.peek(1))) return this.#scanValue()
        break
      case ASTERISK:
        return this.#scanAnchor(TOKEN.alias)
      case AMPERSAND:
        return this.#scanAnchor(TOKEN.anchor)
      case EXCLAMATION:
        return this.#scanTag()
      case SINGLE_QUOTE:
      case DOUBLE_QUOTE:
        this.#queue.saveKey()
        this.#queue.mayBeginKey = false
        return this.#queue.addScalar(scanQuoted(cursor))
      case PIPE:
      case GREATER:
        if (cursor.isInFlow) break
        this.#queue.forgetKey()
        this.#queue.mayBeginKey = true
        this.#queue.push(scanBlock(cursor))
        return
      default:
    }
    this.#scanPlain(code)
  }

  /** Passes blanks, comments and line breaks. */
  #passSpace(): void {
    const { cursor } = this
    for (;;) {
      const code = cursor.peek()
      if (code === SPACE) cursor.position++
      else if (code === TAB && this.#isFreeTab()) cursor.position++
      else if (code === HASH) while (!isBreakOrEnd(cursor.peek())) cursor.position++
      else if (isBreak(code)) {
        cursor.skipBreak()
        if (!cursor.isInFlow) this.#queue.mayBeginKey = true
      } else if (code === BYTE_ORDER_MARK && cursor.position === cursor.lineStart) {
        cursor.position++
        cursor.lineStart = cursor.position
      } else break
    }
    if (cursor.isInFlow && cursor.peek() !== END && this.#isFirstOnLine()) cursor.noteOutdent(cursor.position)
  }

  /** Whether a tab here is no indentation. */
  #isFreeTab(): boolean {
    const { cursor } = this
    if (cursor.isInFlow || !this.#queue.mayBeginKey) return true
    let offset = 0
    while (isBlank(cursor.peek(offset))) offset++
    const code = cursor.peek(offset)
    return code === HASH || isBreakOrEnd(code) || (code === OPEN_BRACE && cursor.indent < 0)
  }

  #isFirstOnLine(): boolean {
    const { text, lineStart, position } = this.cursor
    return position - lineStart <= this.cursor.indent && text.slice(lineStart, position).trim() === ''
  }

  #scanEnd(): void {
    this.#queue.outdent(-1)
    this.#queue.forgetKeys()
    this.#queue.mayBeginKey = false
    this.#queue.add(TOKEN.streamEnd, 0)
  }

  #scanDirective(): void {
    const { cursor } = this
    this.#queue.outdent(-1)
    this.#queue.forgetKey()
    this.#queue.mayBeginKey = false
    let length = 0
    while (!isBreakOrEnd(cursor.peek(length))) length++
    this.#queue.add(TOKEN.directive, length)
  }

  #scanMarker(code: number): void {
    this.#queue.outdent(-1)
    this.#queue.forgetKey()
    this.#queue.mayBeginKey = false
    this.#queue.add(code === DOT ? TOKEN.documentEnd : TOKEN.documentStart, 3)
  }

  #openBracket(type: TokenType): void {
    this.#queue.saveKey()
    this.cursor.brackets.push(this.cursor.position)
    this.#queue.openBracket()
    this.#queue.mayBeginKey = true
    this.#queue.add(type, 1)
  }

  #closeBracket(type: TokenType): void {
    this.#queue.forgetKey()
    this.cursor.brackets.pop()
    this.#queue.closeBracket()
    this.#queue.mayBeginKey = false
    this.#queue.add(type, 1)
  }

  #scanEntry(): void {
    const { cursor } = this
    if (!cursor.isInFlow) {
      if (!this.#queue.mayBeginKey) {
        throw new YamlSyntaxError(
          'a list item within a value',
          'items of one list in one column',
          cursor.position,
        )
      }
      this.#queue.indent(TOKEN.blockSequenceStart)
    }
    this.#queue.forgetKey()
    this.#queue.mayBeginKey = true
    this.#queue.add(TOKEN.blockEntry, 1)
  }

  #scanKey(): void {
    const { cursor } = this
    if (!cursor.isInFlow) {
      if (!this.#queue.mayBeginKey) throw new YamlSyntaxError(BAD_ENTRY, KEYS_IN_COLUMN, cursor.position)
      this.#queue.indent(TOKEN.blockMappingStart)
    }
    this.#queue.forgetKey()
    this.#queue.mayBeginKey = !cursor.isInFlow
    this.#queue.add(TOKEN.key, 1)
  }

  #scanValue(): void {
    const { cursor } = this
    if (this.#queue.insertKey()) {
      this.#queue.mayBeginKey = false
    } else {
      if (!cursor.isInFlow) {
        if (!this.#queue.mayBeginKey) {
          throw new YamlSyntaxError(BAD_ENTRY, KEYS_IN_COLUMN, cursor.position)
        }
        this.#queue.indent(TOKEN.blockMappingStart)
      }
      this.#queue.mayBeginKey = !cursor.isInFlow
    }
    this.#queue.add(TOKEN.value, 1)
  }

  /** The token has the name without `&` or `*`. */
  #scanAnchor(type: TokenType): void {
    const { cursor } = this
    this.#queue.saveKey()
    this.#queue.mayBeginKey = false
    const start = cursor.position + 1
    let end = start
    while (isAnchorCharacter(cursor.text.charCodeAt(end))) end++
    if (end === start) {
      const expected = 'a name after "&" or "*", or quotes around the value'
      throw new YamlSyntaxError('an anchor without a name', expected, cursor.position)
    }
    cursor.position = end
    this.#queue.push(token(type, start, end))
  }

  #scanTag(): void {
    const { cursor } = this
    this.#queue.saveKey()
    this.#queue.mayBeginKey = false
    const isVerbatim = cursor.peek(1) === LESS
    let length = 1
    while (isTagCharacter(cursor.peek(length), cursor.isInFlow && !isVerbatim)) length++
    if (isVerbatim && cursor.peek(length - 1) !== GREATER) {
      throw new YamlSyntaxError('this tag is not closed', '">" at its end', cursor.position)
    }
    this.#queue.add(TOKEN.tag, length)
  }

  #scanPlain(code: number): void {
    const { cursor } = this
    if (code === TAB) throw tabError(cursor.position)
    if (isIndicator(code)) {
      throw new YamlSyntaxError(
        'a character that begins no value',
        'quotes around the value',
        cursor.position,
      )
    }
    this.#queue.saveKey()
    this.#queue.mayBeginKey = false
    const scalar = scanPlain(cursor)
    this.#queue.addScalar(scalar)
    // The scalar was left at the beginning of a line.
    if (cursor.lineStart > scalar.end) this.#queue.mayBeginKey = true
  }
}

function isAnchorCharacter(code: number): boolean {
  return !Number.isNaN(code) && !isBlankOrEnd(code) && !isFlowIndicator(code) && code !== COLON
}

function isTagCharacter(code: number, isInFlow: boolean): boolean {
  return !isBlankOrEnd(code) && !(isInFlow && isFlowIndicator(code))
}
