/** What a YAML parser's reason for giving up means to the person who wrote the file: what was expected, what to do. */
import type { Code } from '../report/codes.ts'

interface Explanation {
  readonly code: Code
  readonly message: string
}

/** The beginnings of reasons, and what was expected instead. */
const EXPECTATIONS: readonly (readonly [string, string])[] = [
  ['tab characters', 'blanks'],
  ['bad indentation of a mapping', 'keys of one mapping in one column, and quotes around a value with ": "'],
  ['bad indentation of a sequence', 'items of one list in one column'],
  ['deficient indentation', 'the rest of the value further to the right than its key'],
  ['duplicated mapping key', 'each key once in a mapping'],
  ["expected ':'", 'a key, a colon, a blank and a value'],
  ['can not read a block mapping', 'a key, a colon, a blank and a value on one line'],
  ['a whitespace character is expected', 'a blank after the colon'],
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

/** `isShown`: the document is of a kind whose words may be repeated; reasons quote names from the text. */
export function explainSyntax(reason: string, isShown: boolean): Explanation {
  const limit = expectation(LIMITS, reason)
  if (limit !== null) {
    return { code: 'KZ_FILE_LIMIT', message: `this document cannot be read, expected ${limit}` }
  }
  const said = isShown ? reason : reason.replace(/\s*(?:["<]|: ).*$/s, '')
  const expected = expectation(EXPECTATIONS, reason) ?? 'YAML or JSON'
  return {
    code: 'KZ_FILE_SYNTAX',
    message: `this document is not valid YAML: ${said}, expected ${expected}`,
  }
}

function expectation(table: readonly (readonly [string, string])[], reason: string): string | null {
  return table.find(([beginning]) => reason.startsWith(beginning))?.[1] ?? null
}
