/**
 * Splits a zone file into entries and words (RFC 1035 §5.1). A comment ends at the line's end, parentheses
 * join lines, quotes protect blanks, and a backslash escapes the next character. Each word has its line and
 * column.
 */
import type { ZoneWord } from '../wire/zone-word.ts'

export interface PlacedWord extends ZoneWord {
  readonly line: number
  readonly column: number
  /** The length in the file in columns, including quotes. */
  readonly length: number
}

/** One entry, which may span many lines. */
export interface Entry {
  readonly words: readonly PlacedWord[]
  /** Whether the entry begins with a blank, so that it has the owner of the entry before. */
  readonly isIndented: boolean
  /** The number of its first line. */
  readonly line: number
  /** The first syntax error and its place; `null` if there is none. The text follows "found" or "has". */
  readonly problem: { readonly text: string; readonly line: number; readonly column: number } | null
}

/**
 * Both limits exceed every valid record: 65,535 octets of RDATA, each escaped as `\DDD` or in a word of its
 * own.
 */
const MAX_WORD_LENGTH = 4 * 65_536
const MAX_WORDS = 65_536

/** Entries with at least one word, or a problem. */
export function* readEntries(text: string): Generator<Entry> {
  const lexer = new Lexer(text)
  for (let entry = lexer.next(); entry !== null; entry = lexer.next()) {
    if (entry.words.length > 0 || entry.problem !== null) yield entry
  }
}

class Lexer {
  readonly #text: string
  #at = 0
  #line = 1
  #lineStart = 0

  constructor(text: string) {
    this.#text = text
  }

  /** `null` at the end of the file. */
  next(): Entry | null {
    if (this.#at >= this.#text.length) return null
    const line = this.#line
    const isIndented = isBlank(this.#text.charAt(this.#at))
    const words: PlacedWord[] = []
    let problem: Entry['problem'] = null
    let opened: { line: number; column: number } | null = null
    while (this.#at < this.#text.length) {
      const character = this.#text.charAt(this.#at)
      if (character === '\n') {
        this.#endLine()
        if (opened === null) return { words, isIndented, line, problem }
      } else if (isBlank(character)) {
        this.#at++
      } else if (character === ';') {
        while (this.#at < this.#text.length && this.#text.charAt(this.#at) !== '\n') this.#at++
      } else if (character === '(') {
        if (opened !== null) problem ??= { text: 'a "(" inside parentheses', ...this.#place() }
        opened ??= this.#place()
        this.#at++
      } else if (character === ')') {
        if (opened === null) problem ??= { text: 'a ")" without a "("', ...this.#place() }
        opened = null
        this.#at++
      } else {
        const word = this.#word()
        if (typeof word === 'string') problem ??= { text: word, ...this.#place() }
        else if (words.length < MAX_WORDS) words.push(word)
        else problem ??= { text: `more than ${MAX_WORDS} words`, line: word.line, column: word.column }
      }
    }
    if (opened !== null) problem ??= { text: 'a "(" without a ")"', ...opened }
    return { words, isIndented, line, problem }
  }

  #word(): PlacedWord | string {
    const { line, column } = this.#place()
    const start = this.#at
    const isQuoted = this.#text.charAt(start) === '"'
    if (isQuoted) this.#at++
    for (; this.#at < this.#text.length; this.#at++) {
      const character = this.#text.charAt(this.#at)
      if (character === '\n' || (isQuoted ? character === '"' : isSpecial(character))) break
      if (character === '\\' && this.#text.charAt(this.#at + 1) !== '\n') this.#at++
    }
    // The file may end in a backslash.
    this.#at = Math.min(this.#at, this.#text.length)
    const end = this.#at
    if (isQuoted && this.#text.charAt(this.#at) !== '"') return 'a quoted string without its closing quote'
    if (isQuoted) this.#at++
    if (end - start > MAX_WORD_LENGTH) return `a word of more than ${MAX_WORD_LENGTH} characters`
    const text = this.#text.slice(isQuoted ? start + 1 : start, end)
    return { text, isQuoted, line, column, length: this.#at - start }
  }

  #place(): { line: number; column: number } {
    return { line: this.#line, column: this.#at - this.#lineStart + 1 }
  }

  #endLine(): void {
    this.#at++
    this.#line++
    this.#lineStart = this.#at
  }
}

function isBlank(character: string): boolean {
  return character === ' ' || character === '\t' || character === '\r'
}

function isSpecial(character: string): boolean {
  return (
    isBlank(character) || character === ';' || character === '(' || character === ')' || character === '"'
  )
}
