import { describe, expect, it } from 'vitest'
import { lex } from '../../src/config/lexer.ts'
import type { Token } from '../../src/config/token.ts'
import type { Diagnostic } from '../../src/report/diagnostic.ts'

function lexText(text: string): { tokens: Token[]; words: string[]; diagnostics: Diagnostic[] } {
  const diagnostics: Diagnostic[] = []
  const tokens = lex(text, 'Corefile', (one) => diagnostics.push(one))
  return { tokens, words: tokens.map((token) => token.text), diagnostics }
}

describe('the lexer', () => {
  it.each<[what: string, text: string, words: string[]]>([
    ['separates words at blanks, tabs and line ends', 'a  b\tc\nd', ['a', 'b', 'c', 'd']],
    ['separates words at Unicode blanks', 'a\u00a0b\u3000c\u2028d\u0085e', ['a', 'b', 'c', 'd', 'e']],
    ['keeps a byte order mark within a text', 'a\ufeffb', ['a\ufeffb']],
    ['drops a byte order mark at the start', '\ufeffa b', ['a', 'b']],
    ['ignores carriage returns, within words too', 'a\r\nb\rc\r\n', ['a', 'bc']],
    ['drops comments', 'a # b c\n# d\ne', ['a', 'e']],
    ['drops comments directly after quoted text', '"a"#b\nc', ['a', 'c']],
    ['takes quoted text as one word', '"a b" c', ['a b', 'c']],
    ['keeps the hash sign within quotes', '"a # b"', ['a # b']],
    ['takes an empty quoted text as a word', 'a "" b', ['a', '', 'b']],
    ['ends a word at the closing quote', '"a"b', ['a', 'b']],
    ['unescapes quotes only', String.raw`"\"a\" \. \\ \n"`, [String.raw`"a" \. \\ \n`]],
    ['ends quoted text behind an escaped backslash', String.raw`"a\\" b`, [String.raw`a\\`, 'b']],
    ['keeps backslashes outside quotes', String.raw`\d+ \x`, [String.raw`\d+`, String.raw`\x`]],
    ['lets quoted text span lines, which end in line feeds', '"a\r\nb" c', ['a\nb', 'c']],
    ['takes braces within words literally', '.:53{ {} }', ['.:53{', '{}', '}']],
    ['finds no words in an empty text', '', []],
    ['finds no words in blanks and comments', ' \n\t# a', []],
  ])('%s', (_, text, words) => {
    const result = lexText(text)
    expect(result.words).toEqual(words)
    expect(result.diagnostics).toEqual([])
  })

  it('gives every word its place, and the line it stands on', () => {
    const { tokens } = lexText('\ufeffone two\r\n\t"three\nfour" five')
    const places = tokens.map(({ place, startsLine, length }) => [
      place.line,
      place.column,
      startsLine,
      length,
    ])
    expect(places).toEqual([
      [1, 1, true, 3],
      [1, 5, false, 3],
      [2, 2, true, 6],
      [3, 7, false, 4],
    ])
    expect(tokens.map((token) => token.sourceLine)).toEqual(['one two', 'one two', '\t"three', 'four" five'])
  })

  it('warns of a comment that begins within a word, and drops the rest of the line', () => {
    const { words, diagnostics } = lexText('a\n  foo#bar baz\nb')
    expect(words).toEqual(['a', 'foo', 'b'])
    expect(diagnostics).toMatchObject([
      { code: 'KZ_COREFILE_COMMENT', severity: 'warning', line: 2, column: 6, sourceLine: '  foo#bar baz' },
    ])
  })

  it.each<[text: string, words: string[], columns: number[]]>([
    ['a"b.local {', ['a"b.local', '{'], [2]],
    ['log a"b c"', ['log', 'a"b', 'c"'], [6]],
    [String.raw`\"x`, [String.raw`\"x`], [2]],
    ['"a"b"c d', ['a', 'b"c', 'd'], [5]],
  ])('takes a quote within a word literally, and warns of it once a line: %s', (text, words, columns) => {
    const result = lexText(text)
    expect(result.words).toEqual(words)
    expect(result.diagnostics.map((one) => one.column)).toEqual(columns)
    expect(result.diagnostics[0]).toMatchObject({
      code: 'KZ_COREFILE_QUOTE',
      severity: 'warning',
      line: 1,
      sourceLine: text,
      hint: 'to quote a word, put the double quotes around all of it',
    })
  })

  it('reports the start of quoted text without an end, and continues with the next line', () => {
    const { words, diagnostics } = lexText('a\nb "c d\ne f')
    expect(words).toEqual(['a', 'b', 'c d', 'e', 'f'])
    expect(diagnostics).toMatchObject([
      { code: 'KZ_COREFILE_SYNTAX', line: 2, column: 3, sourceLine: 'b "c d' },
    ])
  })

  it('suspects a missing quote where a word follows quoted text of several lines at once', () => {
    const { diagnostics } = lexText('match "one\nanswer "two"')
    expect(diagnostics).toMatchObject([
      { code: 'KZ_COREFILE_QUOTE', line: 1, column: 7, sourceLine: 'match "one' },
    ])
  })
})
