/** Splits the text of an expression into words: names, symbols, numbers and quoted text. */
import { present } from '../../report/assert.ts'

/** A part of the text, as offsets. */
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

/** Reports a diagnostic at a part of the text. */
export type ReportAt = (at: Span, message: string, hint?: string) => void

const BLANKS = /\s*/y
const NAME = /[A-Za-z_]\w*/y
const NUMBER = /0[xX][\da-fA-F]+|\d[\d_]*(?:\.\d+)?/y
const SYMBOL = /&&|\|\||[=!<>]=|[!<>()[\],]/y
/** In single or double quotes with escape sequences, or in backquotes without. */
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

/** Reports and skips characters that belong to no word. The last word has the kind `end`. */
export function wordsOf(source: string, report: ReportAt): Word[] {
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
    else if (text !== null) words.push({ kind: 'value', value: unquoted(text, span, report), ...span })
    else at = skipped(source, start, report)
  }
}

/** Reports the character at `start`, which begins no word; returns the offset to continue at. */
function skipped(source: string, start: number, report: ReportAt): number {
  const character = String.fromCodePoint(
    present(source.codePointAt(start), 'a character stands where the text has not ended'),
  )
  if (/['"`]/.test(character)) {
    report({ start, end: start + 1 }, 'this text has no closing quote')
    return source.length
  }
  const end = start + character.length
  report({ start, end }, `'${character}' is not part of the language of expressions`)
  return end
}

function unquoted(written: string, { start }: Span, report: ReportAt): string {
  const inner = written.slice(1, -1)
  if (written.startsWith('`')) return inner
  return inner.replace(/\\([^])/g, (both, escaped: string, index: number) => {
    const meant = ESCAPES[escaped]
    if (meant !== undefined) return meant
    const from = start + 1 + index
    report(
      { start: from, end: from + 2 },
      `'${both}' is not an escape sequence`,
      'double the backslash, or put the text in backquotes (`…`)',
    )
    return both
  })
}
