/**
 * A word of a Corefile and where it stands. Everything that is read out of a Corefile later keeps its tokens, so that an
 * error found long after parsing still points at the right word; `atToken` makes such an error. A token that came out of
 * an imported file or a snippet keeps the place where it was written.
 */
import type { Code } from '../report/codes.ts'
import { type Diagnostic, diagnostic, type Place } from '../report/diagnostic.ts'

export interface Token {
  /** What the word says: without quotes and escapes, with environment variables filled in. */
  readonly text: string
  readonly place: Place
  /** Quoted text is never a brace, an `import` or the name of a snippet. */
  readonly quoted: boolean
  /** No other token stands before it on its line, or what stands there came from somewhere else. */
  readonly startsLine: boolean
  /** The whole line as written, for the caret. */
  readonly sourceLine: string
  /** Columns it takes on that line, quotes included. */
  readonly length: number
}

/** Where parsers and plugins put what they find. */
export type Report = (diagnostic: Diagnostic) => void

/** A diagnostic with its caret under a token. */
export function atToken(code: Code, token: Token, message: string, hint?: string): Diagnostic {
  const { sourceLine, length } = token
  return diagnostic(code, token.place, message, { sourceLine, length, ...(hint !== undefined && { hint }) })
}

export function isOpeningBrace(token: Token): boolean {
  return token.text === '{' && !token.quoted
}

export function isClosingBrace(token: Token): boolean {
  return token.text === '}' && !token.quoted
}

export function isImport(token: Token): boolean {
  return token.text === 'import' && !token.quoted
}

/** More of a word than this says no more to a reader of an error. */
const SHOWN_LENGTH = 80

/** Text of a file within a message: in single quotes, on one line, of a length that can be read. */
export function quote(text: string): string {
  const short = text.length > SHOWN_LENGTH ? `${text.slice(0, SHOWN_LENGTH)}…` : text
  return `'${short.replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, '·')}'`
}
