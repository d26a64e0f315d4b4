/**
 * Splits a zone file into entries and words (RFC 1035 §5.1). A comment ends at the line's end, parentheses
 * join lines, quotes protect blanks and line breaks, and a backslash escapes the next character. Each word
 * has its line and column.
 */
import type { ZoneWord } from '../wire/zone-word.ts'

export interface PlacedWord extends ZoneWord {
  readonly line: number
  readonly column: number
  /** The length in the file in columns, including quotes; of a quoted word over lines, that in the first. */
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
  /** The first quoted string over lines, the likely place of a quote that is missing. */
  #overLines: { line: number; column: number } | null = null

  constructor(text: string) {
    this.#text = text
    // Some editors begin a file with a byte order mark.
    if (text.startsWith('\uFEFF')) this.#at = this.#lineStart = 1
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
        const word = character === '"' ? this.#quotedWord() : this.#plainWord()
        const place = { line: word.line, column: word.column }
        if ('problem' in word) problem ??= { text: word.problem, ...place }
        else if (word.text.length > MAX_WORD_LENGTH)
          problem ??= { text: `a word of more than ${MAX_WORD_LENGTH} characters`, ...place }
        else if (words.length < MAX_WORDS) words.push(word)
        else problem ??= { text: `more than ${MAX_WORDS} words`, ...place }
      }
    }
    if (opened !== null) problem ??= { text: 'a "(" without a ")"', ...opened }
    return { words, isIndented, line, problem }
  }

  #plainWord(): PlacedWord {
    const place = this.#place()
    const start = this.#at
    for (; this.#at < this.#text.length; this.#at++) {
      const character = this.#text.charAt(this.#at)
      if (character === '\n' || isSpecial(character)) break
      if (character === '\\' && this.#text.charAt(this.#at + 1) !== '\n') this.#at++
    }
    // The file may end in a backslash.
    this.#at = Math.min(this.#at, this.#text.length)
    return { text: this.#text.slice(start, this.#at), isQuoted: false, ...place, length: this.#at - start }
  }

  /** A string that the file does not close ends with its line, so that the lines behind it are read. */
  #quotedWord(): PlacedWord | { readonly problem: string; readonly line: number; readonly column: number } {
    const place = this.#place()
    const text = this.#text
    const start = this.#at
    let [line, lineStart, firstBreak] = [this.#line, this.#lineStart, -1]
    let at = start + 1
    for (; at < text.length && text.charAt(at) !== '"'; at++) {
      if (text.charAt(at) === '\\') at++
      if (text.charAt(at) !== '\n') continue
      if (firstBreak === -1) firstBreak = at
      line++
      lineStart = at + 1
    }
    if (at >= text.length) {
      this.#at = firstBreak === -1 ? text.length : firstBreak
      return { problem: 'a quoted string without its closing quote', ...(this.#overLines ?? place) }
    }
    if (firstBreak !== -1) this.#overLines ??= place
    this.#at = at + 1
    this.#line = line
    this.#lineStart = lineStart
    const length = (firstBreak === -1 ? this.#at : firstBreak) - start
    return { text: text.slice(start + 1, at), isQuoted: true, ...place, length }
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
