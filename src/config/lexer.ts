/**
 * Splits the text of a Corefile into tokens. Blanks separate words. A word that begins with `"` extends to
 * the next `"`, across line ends too; `\"` is its only escape sequence, so regular expressions need no
 * doubled backslashes. A `"` further on in a word is an ordinary character; the lexer warns of it. A `#`
 * outside quotes begins a comment, within a word too. Braces are ordinary words here. Any text gives tokens:
 * the lexer reports what is wrong and continues after it.
 */
import { type Diagnostic, diagnostic, type Place } from '../report/diagnostic.ts'
import { commentedCodes, isDiagnosticCode, unknownCode } from '../report/ignoring.ts'
import type { WrittenText } from '../report/written-text.ts'
import type { Report, Token } from './token.ts'

/** `written`: where the text is written, if it is not the whole of `file`. */
export function lex(text: string, file: string, report: Report, written?: WrittenText): Token[] {
  return new Lexer(text, file, report, written).lex()
}

class Lexer {
  readonly #text: string
  /** The length of the byte order mark before the text. */
  readonly #offset: number
  readonly #file: string
  readonly #report: Report
  readonly #written: WrittenText | null
  readonly #tokens: Token[] = []
  #at = 0
  #line = 1
  #lineStart = 0
  #sourceLine = ''
  #startsLine = true
  /** The last line with a warning of a quote; further quotes in it are probably the same mistake. */
  #warnedLine = 0

  constructor(text: string, file: string, report: Report, written?: WrittenText) {
    this.#offset = text.startsWith('\ufeff') ? 1 : 0
    this.#text = text.slice(this.#offset)
    this.#file = file
    this.#report = report
    this.#written = written ?? null
    this.#beginLine(0)
  }

  lex(): Token[] {
    while (this.#at < this.#text.length) {
      const character = this.#text.charAt(this.#at)
      if (character === '\n') {
        this.#line++
        this.#beginLine(++this.#at)
        this.#startsLine = true
      } else if (isBlank(character)) {
        this.#at++
      } else if (character === '#') {
        this.#skipComment()
      } else if (character === '"') {
        this.#quoted()
      } else {
        this.#word()
      }
    }
    return this.#tokens
  }

  #beginLine(start: number): void {
    this.#lineStart = start
    const end = this.#text.indexOf('\n', start)
    this.#sourceLine = this.#text.slice(start, end === -1 ? undefined : end).replace(/\r$/, '')
  }

  #skipComment(): void {
    const end = this.#text.indexOf('\n', this.#at)
    const start = this.#at
    this.#at = end === -1 ? this.#text.length : end
    for (const { word, offset } of commentedCodes(this.#text.slice(start, this.#at)) ?? []) {
      if (isDiagnosticCode(word)) continue
      const { fact, hint } = unknownCode(word)
      const details = {
        sourceLine: this.#lineShown(start + offset),
        length: word.length,
        ...(hint === null ? {} : { hint }),
      }
      const message = `this comment has a word without effect: ${fact}`
      this.#report(diagnostic('KZ_IGNORE_CODE', this.#placeOf(start + offset), message, details))
    }
  }

  #word(): void {
    const start = this.#at
    while (this.#at < this.#text.length) {
      const character = this.#text.charAt(this.#at)
      // A carriage return neither ends a word nor belongs to one.
      if (character !== '\r' && (isBlank(character) || character === '#')) break
      this.#at++
    }
    const written = this.#text.slice(start, this.#at)
    this.#push(written.replaceAll('\r', ''), start, written.trimEnd().length, false)
    this.#warnOfQuote(start, written)
    if (this.#text.charAt(this.#at) === '#') {
      const place = this.#placeOf(this.#at)
      const message = "'#' within a word begins a comment: the rest of the line is ignored"
      const hint = "put a blank before the '#', or the word in double quotes to keep it"
      const sourceLine = this.#lineShown(this.#at)
      this.#report(diagnostic('KZ_COREFILE_COMMENT', place, message, { sourceLine, hint }))
    }
  }

  #warnOfQuote(start: number, written: string): void {
    const index = written.indexOf('"')
    if (index === -1 || this.#warnedLine === this.#line) return
    this.#warnedLine = this.#line
    const message =
      "'\"' within a word does not quote: it is a character of the word, which ends at the next blank"
    const hint = 'to quote a word, put the double quotes around all of it'
    const place = this.#placeOf(start + index)
    const sourceLine = this.#lineShown(start + index)
    this.#report(diagnostic('KZ_COREFILE_QUOTE', place, message, { sourceLine, hint }))
  }

  #quoted(): void {
    const start = this.#at
    const end = this.#closingQuote(start + 1)
    if (end === -1) {
      const message = 'this quoted text has no closing double quote'
      const at = this.#lineShown(start)
      this.#report(this.#diagnosticAtQuote('KZ_COREFILE_SYNTAX', this.#placeOf(start), message, at))
      // Lexing continues in the next line, to find further errors.
      const written = this.#sourceLine.slice(start - this.#lineStart)
      this.#at = start + written.length
      this.#push(unescape(written.slice(1)), start, written.length, true)
      return
    }
    const begin = this.#placeOf(start)
    const firstLineRest = this.#sourceLine.length - (start - this.#lineStart)
    const token = this.#push(unescape(this.#text.slice(start + 1, end)), start, end + 1 - start, true)
    this.#at = end + 1
    let lineEnd = this.#text.indexOf('\n', start)
    if (lineEnd === -1 || lineEnd > end) return
    for (; lineEnd !== -1 && lineEnd < end; lineEnd = this.#text.indexOf('\n', lineEnd + 1)) {
      this.#line++
      this.#lineStart = lineEnd + 1
    }
    this.#beginLine(this.#lineStart)
    this.#tokens[this.#tokens.length - 1] = { ...token, length: firstLineRest }
    // `"one` … `"two"`: without the quote after `one`, all quotes after it open where they should close.
    const next = this.#text.charAt(this.#at)
    if (next === '' || next === '\n' || isBlank(next)) return
    this.#warnedLine = this.#line
    const { line } = this.#placeOf(end)
    const message = `this quoted text ends in line ${line}, where a word follows its closing quote without a blank`
    this.#report(this.#diagnosticAtQuote('KZ_COREFILE_QUOTE', begin, message, token.sourceLine))
  }

  /** The offset of the closing quote, -1 without one. A backslash escapes the character after it. */
  #closingQuote(from: number): number {
    for (let at = from; at < this.#text.length; at++) {
      const character = this.#text.charAt(at)
      if (character === '\\') at++
      else if (character === '"') return at
    }
    return -1
  }

  #push(text: string, start: number, length: number, quoted: boolean): Token {
    const token: Token = {
      text,
      place: this.#placeOf(start),
      quoted,
      startsLine: this.#startsLine,
      sourceLine: this.#lineShown(start),
      length,
    }
    this.#startsLine = false
    this.#tokens.push(token)
    return token
  }

  #placeOf(at: number): Place {
    if (this.#written !== null) return this.#written.placeOf(at + this.#offset)
    return { file: this.#file, line: this.#line, column: at - this.#lineStart + 1 }
  }

  /** The line for the caret: the one at `at` of the file in which the text is written. */
  #lineShown(at: number): string {
    return this.#written?.lineOf(at + this.#offset) ?? this.#sourceLine
  }

  #diagnosticAtQuote(
    code: 'KZ_COREFILE_SYNTAX' | 'KZ_COREFILE_QUOTE',
    place: Place,
    message: string,
    sourceLine: string,
  ): Diagnostic {
    return diagnostic(code, place, message, { sourceLine, hint: 'check for a missing closing double quote' })
  }
}

/**
 * Unicode's white space, the line feed included. Unlike JavaScript's it excludes U+FEFF (since Unicode 3.2).
 */
function isBlank(character: string): boolean {
  if (character < '\u0080') return character === ' ' || (character >= '\t' && character <= '\r')
  return /[^\S\ufeff]|\u0085/.test(character)
}

function unescape(written: string): string {
  return written.replace(/\\([^])/g, (both, one) => (one === '"' ? '"' : both)).replaceAll('\r\n', '\n')
}
