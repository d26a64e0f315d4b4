/**
 * Scans plain and quoted scalars, and folds their lines. As go-yaml, which kubectl uses, it reads a quoted
 * scalar, and a plain one in brackets, whatever the indentation of its lines.
 */
import {
  BACKSLASH,
  COLON,
  DOUBLE_QUOTE,
  END,
  HASH,
  isBlank,
  isBlankOrEnd,
  isBreak,
  isFlowIndicator,
  isFoldedBreak,
  QUESTION,
  SINGLE_QUOTE,
  TAB,
} from './characters.ts'
import type { Cursor } from './cursor.ts'
import type { Marks } from './marks.ts'
import { unclosed, YamlSyntaxError } from './syntax-error.ts'
import { STYLE, TOKEN, type Token, token } from './tokens.ts'

/** The cursor is at the first character of the scalar. */
export function scanPlain(cursor: Cursor): Token {
  const { text, isInFlow } = cursor
  const start = cursor.position
  let end = start
  let folded = ''
  let lineStart = start
  for (;;) {
    if (cursor.isAtMarker() || cursor.peek() === HASH) break
    end = passPlainWord(cursor, isInFlow, end)
    if (!isBlankOrEnd(cursor.peek())) break
    while (isBlank(cursor.peek())) cursor.position++
    if (cursor.peek() === END) break
    if (!isBreak(cursor.peek())) continue
    const joint = foldBreaks(cursor, !isInFlow)
    if (!isInFlow && cursor.column <= cursor.indent) break
    if (endsPlain(cursor, isInFlow)) break
    if (isInFlow) cursor.noteOutdent(start)
    folded += text.slice(lineStart, end) + joint
    lineStart = cursor.position
  }
  const content = lineStart === start ? null : folded + text.slice(lineStart, end)
  return token(TOKEN.scalar, start, end, STYLE.plain, content)
}

/** Passes characters up to the next blank or indicator; returns the end of the content so far. */
function passPlainWord(cursor: Cursor, isInFlow: boolean, end: number): number {
  const start = cursor.position
  for (let code = cursor.peek(); !isBlankOrEnd(code); code = cursor.peek()) {
    if (code === COLON && isBlankOrEnd(cursor.peek(1))) break
    if (isInFlow && (isFlowIndicator(code) || (code === QUESTION && isBlankOrEnd(cursor.peek(1))))) break
    cursor.position++
  }
  return cursor.position > start ? cursor.position : end
}

/** Whether no content of the scalar follows at the beginning of a line. */
function endsPlain(cursor: Cursor, isInFlow: boolean): boolean {
  const code = cursor.peek()
  if (code === END || code === HASH || cursor.isAtMarker()) return true
  if (code === COLON && isBlankOrEnd(cursor.peek(1))) return true
  return isInFlow && (isFlowIndicator(code) || (code === QUESTION && isBlankOrEnd(cursor.peek(1))))
}

/** The cursor is at the opening quote. `marks`: takes where the parts of the content are written. */
export function scanQuoted(cursor: Cursor, marks: Marks | null = null): Token {
  const { text } = cursor
  const start = cursor.position
  const quote = cursor.peek()
  cursor.position++
  let folded = ''
  let chunk = cursor.position
  marks?.add(0, chunk)
  for (;;) {
    const code = cursor.peek()
    if (code === quote) {
      if (quote === DOUBLE_QUOTE || cursor.peek(1) !== SINGLE_QUOTE) break
      folded += text.slice(chunk, cursor.position + 1)
      cursor.position += 2
      chunk = cursor.position
      marks?.add(folded.length, chunk)
    } else if (code === BACKSLASH && quote === DOUBLE_QUOTE) {
      folded += text.slice(chunk, cursor.position)
      marks?.add(folded.length, cursor.position)
      folded += passEscape(cursor, start)
      chunk = cursor.position
      marks?.add(folded.length, chunk)
    } else if (isBreak(code)) {
      const end = endOfContent(text, chunk, cursor.position)
      folded += text.slice(chunk, end)
      marks?.add(folded.length, end)
      folded += foldBreaks(cursor, false)
      chunk = cursor.position
      marks?.add(folded.length, chunk)
      noteLine(cursor, start)
    } else if (code === END) throw openQuote(cursor, start)
    else cursor.position++
  }
  const isWhole = chunk === start + 1
  const content = isWhole ? null : folded + text.slice(chunk, cursor.position)
  cursor.position++
  const style = quote === DOUBLE_QUOTE ? STYLE.doubleQuoted : STYLE.singleQuoted
  return token(TOKEN.scalar, start, cursor.position, style, content)
}

/** The offset behind the last character of a line that is no blank. */
function endOfContent(text: string, start: number, end: number): number {
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--
  return end
}

/** Looks at the beginning of a further line of a quoted scalar. */
function noteLine(cursor: Cursor, start: number): void {
  if (cursor.peek() === END || cursor.isAtMarker()) throw openQuote(cursor, start)
  cursor.noteOutdent(start)
}

function openQuote(cursor: Cursor, start: number): YamlSyntaxError {
  return unclosed(cursor.text, start, cursor.position)
}

/**
 * Passes line breaks and the blanks around them; returns the text that they stand for. YAML 1.1 §4.2.9: one
 * break is a space, and of several the first is left out.
 */
function foldBreaks(cursor: Cursor, isIndented: boolean): string {
  const isFolded = isFoldedBreak(cursor.peek())
  const first = isFolded ? '' : cursor.text.charAt(cursor.position)
  cursor.skipBreak()
  const others = passBreaks(cursor, isIndented)
  return isFolded && others === '' ? ' ' : first + others
}

/** Passes blanks and line breaks; returns the breaks. */
function passBreaks(cursor: Cursor, isIndented: boolean): string {
  let breaks = ''
  for (;;) {
    const code = cursor.peek()
    if (isBreak(code)) {
      breaks += isFoldedBreak(code) ? '\n' : cursor.text.charAt(cursor.position)
      cursor.skipBreak()
    } else if (isBlank(code)) {
      if (code === TAB && isIndented && cursor.column <= cursor.indent && !cursor.isRestBlank()) {
        throw tabError(cursor.position)
      }
      cursor.position++
    } else return breaks
  }
}

export function tabError(position: number): YamlSyntaxError {
  return new YamlSyntaxError('a tab character in the indentation', 'spaces', position)
}

const ESCAPES: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  t: '\t',
  '\t': '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  e: '\x1b',
  ' ': ' ',
  '"': '"',
  "'": "'",
  '/': '/',
  '\\': '\\',
  N: '\x85',
  _: '\xa0',
  L: '\u2028',
  P: '\u2029',
}
/** The number of hexadecimal digits after the letter of an escape. */
const HEXADECIMAL: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 }
const LAST_CODE_POINT = 0x10ffff

/** Passes a backslash and what it escapes; returns the text that they stand for. */
function passEscape(cursor: Cursor, start: number): string {
  const at = cursor.position
  cursor.position++
  const code = cursor.peek()
  if (isBreak(code)) {
    cursor.skipBreak()
    const breaks = passBreaks(cursor, false)
    noteLine(cursor, start)
    return breaks
  }
  const letter = cursor.text.charAt(cursor.position)
  const character = ESCAPES[letter]
  if (character !== undefined) {
    cursor.position++
    return character
  }
  const length = HEXADECIMAL[letter]
  if (length === undefined) {
    throw new YamlSyntaxError('an unknown escape', 'an escape that YAML has, or single quotes', at)
  }
  const digits = cursor.text.slice(cursor.position + 1, cursor.position + 1 + length)
  const value = /^[0-9a-fA-F]+$/.test(digits) && digits.length === length ? Number.parseInt(digits, 16) : -1
  if (value < 0 || value > LAST_CODE_POINT) {
    const expected = `${length} hexadecimal digits of a character after the escape`
    throw new YamlSyntaxError('an escape without its character', expected, at)
  }
  cursor.position += 1 + length
  return String.fromCodePoint(value)
}
