/** Explains the YAML parser's reason for an error to the author of the file: names the expected text. */
import type { Code } from '../../report/codes.ts'

interface Explanation {
  readonly code: Code
  readonly message: string
}

/** Prefixes of the parser's reasons, and the expected text. */
const EXPECTATIONS: readonly (readonly [string, string])[] = [
  ['tab characters', 'spaces'],
  ['bad indentation of a mapping', 'keys of one mapping in one column, and quotes around a value with ": "'],
  ['bad indentation of a sequence', 'items of one list in one column'],
  ['deficient indentation', 'the rest of the value further to the right than its key'],
  ['duplicated mapping key', 'each key once in a mapping'],
  ["expected ':'", 'a key, a colon, a space and a value'],
  ['can not read a block mapping', 'a key, a colon, a space and a value on one line'],
  ['a whitespace character is expected', 'a space after the colon'],
  ['unexpected end of the stream within a flow', 'a closing "]" or "}"'],
  ['unexpected end of the stream within a single', "a closing '"],
  ['unexpected end of the stream within a double', 'a closing "'],
  ['unexpected end of the document within a', 'a closing quote before the next document'],
  ['missed comma', '"," between the entries of "[…]" or "{…}"'],
  ['unknown escape', 'an escape that YAML has, or single quotes'],
  ['expected hexadecimal', 'hexadecimal digits after the escape'],
  ['end of the stream or a document separator', 'the end of the file, or "---" before another document'],
  ['unidentified alias', 'quotes around a value that begins with "*", or an anchor before the alias'],
  ['directives end mark', '"---" after the directives'],
  ['the stream contains non-printable', 'text without control characters'],
  ['expected valid JSON', 'text without control characters'],
  ['object-based map', 'a key that is text'],
]

const LIMITS: readonly (readonly [string, string])[] = [
  ['nesting exceeded', 'mappings and lists nested less than 100 deep'],
  ['aliases exceeded', 'at most 1000 aliases'],
  ['merge keys exceeded', 'at most 10000 keys merged with "<<"'],
  ['abnormal merge', 'at most 100 mappings merged into one'],
]

/** `isShown`: the message may show text of the document; the parser's reasons quote names from it. */
export function explainSyntax(reason: string, isShown: boolean): Explanation {
  const limit = expectation(LIMITS, reason)
  if (limit !== null) {
    return { code: 'KZ_FILE_LIMIT', message: `this document exceeds a limit, expected ${limit}` }
  }
  const shown = isShown ? reason : reason.replace(/\s*(?:["<]|: ).*$/s, '')
  const expected = expectation(EXPECTATIONS, reason) ?? 'YAML or JSON'
  return {
    code: 'KZ_FILE_SYNTAX',
    message: `this document is not valid YAML: ${shown}, expected ${expected}`,
  }
}

function expectation(table: readonly (readonly [string, string])[], reason: string): string | null {
  return table.find(([beginning]) => reason.startsWith(beginning))?.[1] ?? null
}

// --- Brackets ---

/** Reasons that an unclosed flow collection can cause. */
const UNCLOSED = /^(?:deficient indentation|unexpected end of the stream within a flow)/
/** The text on a line before the beginning of a flow collection. */
const BEFORE_VALUE = /(?:^|[:?,[{-])[ \t]*$/
/** The limit of tries: brackets in quotes and comments look like others. */
const TRIES = 10
const CLOSED_LATER = -1
const IN_QUOTES = -2

/**
 * The offset of the bracket that is not closed before `position`; `null`: there is none, or it is uncertain.
 */
export function unclosedBracket(reason: string, text: string, position: number): number | null {
  if (!UNCLOSED.test(reason) || depthOf(text, position, text.length) === CLOSED_LATER) return null
  let depth = 0
  let tries = 0
  for (let at = position - 1; at >= 0 && tries < TRIES; at--) {
    if (isCloser(text[at])) depth++
    else if (!isOpener(text[at])) continue
    else if (depth > 0) depth--
    else if (mayOpen(text, at) && depthOf(text, at + 1, position) === 0) return at
    else tries++
  }
  return null
}

export function explainUnclosed(opener: string, before: string): string {
  const closer = opener === '{' ? '}' : ']'
  return `this document is not valid YAML: this "${opener}" is not closed, expected "${closer}" before ${before}`
}

/** Whether a bracket is where a value can begin, and not in quotes that began on its line. */
function mayOpen(text: string, at: number): boolean {
  const lineStart = Math.max(text.lastIndexOf('\n', at), text.lastIndexOf('\r', at)) + 1
  const before = text.slice(Math.max(lineStart, at - 100), at)
  return BEFORE_VALUE.test(before) && depthOf(text, lineStart, at) !== IN_QUOTES
}

/**
 * The number of brackets that are open at the end of a range; CLOSED_LATER if it closes more than it opens,
 * IN_QUOTES if it ends in quotes.
 */
function depthOf(text: string, from: number, to: number): number {
  let depth = 0
  let previous = text[from - 1] ?? '\n'
  for (let at = from; at < to; at++) {
    const one = text[at] ?? ''
    if (one === '"' || (one === "'" && /[:,[{-]/.test(previous))) {
      at = endOfQuotes(text, at)
      if (at >= to) return IN_QUOTES
    } else if (one === '#' && /\s/.test(text[at - 1] ?? '\n')) {
      while (at < to && text[at] !== '\n' && text[at] !== '\r') at++
    } else if (isOpener(one)) depth++
    else if (isCloser(one) && depth-- === 0) return CLOSED_LATER
    if (!/\s/.test(one)) previous = one
  }
  return depth
}

/** The offset of the closing quote, or of the end of the text. */
function endOfQuotes(text: string, start: number): number {
  const quote = text[start]
  let at = start + 1
  while (at < text.length && text[at] !== quote) at += quote === '"' && text[at] === '\\' ? 2 : 1
  return at
}

function isOpener(character: string | undefined): boolean {
  return character === '[' || character === '{'
}

function isCloser(character: string | undefined): boolean {
  return character === ']' || character === '}'
}
