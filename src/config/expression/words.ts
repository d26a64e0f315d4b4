/** The text of an expression as words: names, numbers, text in quotes, and what stands between them. */
import { present } from '../../report/assert.ts'

/** A part of the text. */
export interface Span {
  readonly start: number
  readonly end: number
}

export type Word = Span &
  (
    | { readonly kind: 'name' | 'symbol'; readonly text: string }
    | { readonly kind: 'value'; readonly value: string | number }
    | { readonly kind: 'end' }
  )

/** What is wrong with a part of the text. */
export type Complain = (at: Span, message: string, hint?: string) => void

const BLANKS = /\s*/y
const NAME = /[A-Za-z_]\w*/y
const NUMBER = /0[xX][\da-fA-F]+|\d[\d_]*(?:\.\d+)?/y
const SYMBOL = /&&|\|\||[=!<>]=|[!<>()[\],]/y
/** In quotes of either kind with escapes, or in backquotes without. */
const TEXT = /'(?:[^'\\]|\\[^])*'|"(?:[^"\\]|\\[^])*"|`[^`]*`/y
const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\',
  "'": "'",
  '"': '"',
  '`': '`',
  n: '\n',
  r: '\r',
  t: '\t',
}

/** What is no word is complained of and left out; the last word is the end. */
export function wordsOf(source: string, complain: Complain): Word[] {
  const words: Word[] = []
  let at = 0
  const take = (pattern: RegExp): string | null => {
    pattern.lastIndex = at
    const found = pattern.exec(source)
    if (found === null) return null
    at = pattern.lastIndex
    return found[0]
  }
  for (;;) {
    take(BLANKS)
    const start = at
    if (at === source.length) return [...words, { kind: 'end', start, end: at }]
    const name = take(NAME)
    const symbol = name ?? take(SYMBOL)
    const number = symbol === null ? take(NUMBER) : null
    const text = symbol === null && number === null ? take(TEXT) : null
    const span = { start, end: at }
    if (symbol !== null) words.push({ kind: name === null ? 'symbol' : 'name', text: symbol, ...span })
    else if (number !== null)
      words.push({ kind: 'value', value: Number(number.replaceAll('_', '')), ...span })
    else if (text !== null) words.push({ kind: 'value', value: unquoted(text, span, complain), ...span })
    else at = skipped(source, start, complain)
  }
}

/** The offset behind what is no word. */
function skipped(source: string, start: number, complain: Complain): number {
  const character = String.fromCodePoint(
    present(source.codePointAt(start), 'a character stands where the text has not ended'),
  )
  if (/['"`]/.test(character)) {
    complain({ start, end: start + 1 }, 'this text has no closing quote')
    return source.length
  }
  const end = start + character.length
  complain({ start, end }, `'${character}' has no meaning in an expression`)
  return end
}

function unquoted(written: string, { start }: Span, complain: Complain): string {
  const inner = written.slice(1, -1)
  if (written.startsWith('`')) return inner
  return inner.replace(/\\([^])/g, (both, escaped: string, index: number) => {
    const meant = ESCAPES[escaped]
    if (meant !== undefined) return meant
    const from = start + 1 + index
    complain(
      { start: from, end: from + 2 },
      `'${both}' is no escape in quoted text`,
      'write a backslash as two, or put the text in backquotes (`…`)',
    )
    return both
  })
}
