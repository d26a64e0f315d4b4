/**
 * A token: a word of a Corefile with its place. Everything parsed from a Corefile keeps its tokens, so that
 * an error found long after parsing still points at the right word; `atToken` makes its diagnostic. A token
 * of an imported file or a snippet keeps the place where it is written.
 */
import type { Code } from '../report/codes.ts'
import { type Diagnostic, diagnostic, type Place } from '../report/diagnostic.ts'

export interface Token {
  /** Without quotes and escapes, and with environment variables replaced by their values. */
  readonly text: string
  readonly place: Place
  /** Quoted text is never a brace, an `import` or the name of a snippet. */
  readonly quoted: boolean
  /**
   * Whether the token is the first on its line, or the tokens before it come from another file or snippet.
   */
  readonly startsLine: boolean
  /** The whole line as written, for the caret. */
  readonly sourceLine: string
  /** In columns of `sourceLine`, quotes included. */
  readonly length: number
}

/** Takes the diagnostics of parsers and plugins. */
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

/** In characters; `quote` cuts longer words. */
const SHOWN_LENGTH = 80

/** Text from a file for a message: in single quotes, on one line, cut to `SHOWN_LENGTH`. */
export function quote(text: string): string {
  const short = text.length > SHOWN_LENGTH ? `${text.slice(0, SHOWN_LENGTH)}…` : text
  return `'${short.replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, '·')}'`
}
