/** Scans block scalars: text behind `|` or `>`. */
import {
  HASH,
  isBlank,
  isBreak,
  isBreakOrEnd,
  isDigit,
  isFoldedBreak,
  END,
  MINUS,
  PLUS,
  PIPE,
  SPACE,
  TAB,
  ZERO,
} from './characters.ts'
import type { Cursor } from './cursor.ts'
import type { Marks } from './marks.ts'
import { tabError } from './scalars.ts'
import { YamlSyntaxError } from './syntax-error.ts'
import { STYLE, TOKEN, type Token, token } from './tokens.ts'

/** What becomes of the line breaks at the end (YAML 1.1 §9.1.1.2). */
type Chomping = 'strip' | 'clip' | 'keep'

interface Header {
  readonly chomping: Chomping
  /** The stated indentation, relative to the enclosing collection; 0: that of the first line. */
  readonly indentation: number
}

/** The cursor is at the indicator. `marks`: takes where the lines of the content are written. */
export function scanBlock(cursor: Cursor, marks: Marks | null = null): Token {
  const start = cursor.position
  const isLiteral = cursor.peek() === PIPE
  cursor.position++
  const { chomping, indentation } = passHeader(cursor)
  const stated = indentation === 0 ? 0 : Math.max(cursor.indent, 0) + indentation
  const leading = passEmptyLines(cursor, stated)
  const column = stated === 0 ? Math.max(leading.column, cursor.indent + 1, 1) : stated
  const lines = new Lines(isLiteral, leading.breaks)
  while (cursor.column === column && cursor.peek() !== END) {
    const lineStart = cursor.position
    while (!isBreakOrEnd(cursor.peek())) cursor.position++
    const line = cursor.text.slice(lineStart, cursor.position)
    // kubectl ends the last line of each document.
    const lineBreak = cursor.peek() === END ? '\n' : passBreak(cursor)
    lines.add(line, lineBreak, passEmptyLines(cursor, column).breaks)
    marks?.add(lines.length - line.length, lineStart)
  }
  return token(TOKEN.scalar, start, cursor.position, STYLE.block, lines.end(chomping))
}

/** Passes the indicators behind `|` or `>`, a comment, and the line break. */
function passHeader(cursor: Cursor): Header {
  let chomping: Chomping = 'clip'
  let indentation = 0
  for (;;) {
    const code = cursor.peek()
    if ((code === PLUS || code === MINUS) && chomping === 'clip') chomping = code === PLUS ? 'keep' : 'strip'
    else if (isDigit(code) && code !== ZERO && indentation === 0) indentation = code - ZERO
    else break
    cursor.position++
  }
  while (isBlank(cursor.peek())) cursor.position++
  if (cursor.peek() === HASH) while (!isBreakOrEnd(cursor.peek())) cursor.position++
  if (!isBreakOrEnd(cursor.peek())) {
    const expected = 'at most "+" or "-", and a digit from 1 to 9, after "|" or ">"'
    throw new YamlSyntaxError('text on the line of a block scalar', expected, cursor.position)
  }
  passBreak(cursor)
  return { chomping, indentation }
}

/** Passes a line break, if there is one; returns it. */
function passBreak(cursor: Cursor): string {
  const code = cursor.peek()
  if (!isBreak(code)) return ''
  const character = isFoldedBreak(code) ? '\n' : cursor.text.charAt(cursor.position)
  cursor.skipBreak()
  return character
}

/**
 * Passes lines without text, and the indentation of the next line up to `column`; 0: up to its text. Returns
 * the line breaks and the rightmost column.
 */
function passEmptyLines(cursor: Cursor, column: number): { breaks: string; column: number } {
  let breaks = ''
  const last = column === 0 ? Number.POSITIVE_INFINITY : column
  let rightmost = 0
  for (;;) {
    while (cursor.column < last && cursor.peek() === SPACE) cursor.position++
    rightmost = Math.max(rightmost, cursor.column)
    if (cursor.column < last && cursor.peek() === TAB) {
      if (!cursor.isRestBlank()) throw tabError(cursor.position)
      while (isBlank(cursor.peek())) cursor.position++
      if (cursor.peek() === END) return { breaks, column: rightmost }
    }
    if (!isBreak(cursor.peek())) return { breaks, column: rightmost }
    breaks += passBreak(cursor)
  }
}

/** Joins the lines of a block scalar: all of `|`, and those of `>` that are not indented more. */
class Lines {
  readonly #isLiteral: boolean
  #text = ''
  /** The break of the last line, and those of the empty lines after it. */
  #lineBreak = ''
  #emptyLines: string
  #isIndented = false

  constructor(isLiteral: boolean, emptyLines: string) {
    this.#isLiteral = isLiteral
    this.#emptyLines = emptyLines
  }

  /** The length of the content so far, up to the end of its last line. */
  get length(): number {
    return this.#text.length
  }

  add(line: string, lineBreak: string, emptyLines: string): void {
    const isIndented = isBlank(line.charCodeAt(0))
    const isFolded = !this.#isLiteral && !this.#isIndented && !isIndented && this.#lineBreak === '\n'
    this.#text +=
      (isFolded ? (this.#emptyLines === '' ? ' ' : '') : this.#lineBreak) + this.#emptyLines + line
    this.#isIndented = isIndented
    this.#lineBreak = lineBreak
    this.#emptyLines = emptyLines
  }

  end(chomping: Chomping): string {
    if (chomping === 'strip') return this.#text
    return this.#text + this.#lineBreak + (chomping === 'keep' ? this.#emptyLines : '')
  }
}
