import { describe, expect, it } from 'vitest'
import { formatDuration, parseDuration } from '../../src/config/duration.ts'
import { lex } from '../../src/config/lexer.ts'
import { readChoice, readDuration, readRange, readSeconds, readZones } from '../../src/config/settings.ts'
import type { Report, Token } from '../../src/config/token.ts'
import type { Diagnostic } from '../../src/report/diagnostic.ts'
import { nameText } from '../../src/wire/name.ts'

/** Reads the words behind `option` with a reader: the value, and what was reported. */
function readWith<Value>(
  text: string,
  read: (token: Token, report: Report, tokens: Token[]) => Value,
): { value: Value; diagnostics: Diagnostic[] } {
  const diagnostics: Diagnostic[] = []
  const tokens = lex(`option ${text}`, 'Corefile', () => {}).slice(1)
  const [token] = tokens
  if (token === undefined) throw new Error('the test gives no word')
  return { value: read(token, (one) => diagnostics.push(one), tokens), diagnostics }
}

describe('a duration', () => {
  it.each<[text: string, milliseconds: number | null]>([
    ['5s', 5_000],
    ['100ms', 100],
    ['1m30s', 90_000],
    ['1h', 3_600_000],
    ['1.5h', 5_400_000],
    ['.5s', 500],
    ['0', 0],
    ['0s', 0],
    ['250us', 0.25],
    ['250µs', 0.25],
    ['250μs', 0.25],
    ['+5s', 5_000],
    ['5', null],
    ['', null],
    ['s', null],
    ['-5s', null],
    ['5S', null],
    ['5 s', null],
    ['5s5', null],
    ['1d', null],
    ['5ss', null],
    [`${'9'.repeat(400)}s`, null],
  ])('%s is %s ms', (text, milliseconds) => {
    expect(parseDuration(text)).toBe(milliseconds)
  })

  it.each<[milliseconds: number, text: string]>([
    [0, '0s'],
    [100, '100ms'],
    [5_000, '5s'],
    [90_000, '1m30s'],
    [3_600_000, '1h'],
    [3_601_000, '1h1s'],
  ])('of %i ms prints as %s', (milliseconds, text) => {
    expect(formatDuration(milliseconds)).toBe(text)
  })

  it.each<[text: string, hint: string | undefined]>([
    ['5', 'add a unit: 5s, 5ms'],
    ['2h', undefined],
    ['soon', undefined],
  ])('%s is refused where it does not fit', (text, hint) => {
    const bounds = { min: 1_000, max: 3_600_000 }
    const { value, diagnostics } = readWith(text, (token, report) => readDuration(token, bounds, report))
    expect(value).toBeNull()
    expect(diagnostics).toMatchObject([{ code: 'KZ_COREFILE_VALUE', column: 8, length: text.length }])
    expect(diagnostics[0]?.message).toBe(
      `found '${text}', expected a duration from 1s to 1h, such as 5s, 100ms or 1m30s`,
    )
    expect(diagnostics[0]?.hint).toBe(hint)
  })
})

describe('a number of seconds', () => {
  it.each<[text: string, value: number | null]>([
    ['0', 0],
    ['3600', 3600],
    ['007', 7],
    ['3601', null],
    ['-1', null],
    ['1.5', null],
    ['1e3', null],
    ['0x10', null],
    ['""', null],
    ['9'.repeat(400), null],
  ])('%s reads as %s between 0 and 3600', (text, wanted) => {
    const bounds = { min: 0, max: 3600 }
    const { value, diagnostics } = readWith(text, (token, report) => readSeconds(token, bounds, report))
    expect(value).toBe(wanted)
    expect(diagnostics).toHaveLength(wanted === null ? 1 : 0)
  })

  it('is told from a duration', () => {
    const bounds = { min: 0, max: 3600 }
    const { diagnostics } = readWith('30s', (token, report) => readSeconds(token, bounds, report))
    expect(diagnostics).toMatchObject([
      {
        message: "found '30s', expected a whole number of seconds from 0 to 3600",
        hint: 'write the number of seconds without a unit',
      },
    ])
  })
})

describe('zones', () => {
  it('are names and ranges, each once', () => {
    const { value, diagnostics } = readWith(
      'cluster.local Cluster.Local. 10.0.0.0/15 . fd00::/8',
      (_, report, tokens) => readZones(tokens, report),
    )
    expect(diagnostics).toEqual([])
    expect(value?.map(nameText)).toEqual([
      'cluster.local.',
      '0.10.in-addr.arpa.',
      '1.10.in-addr.arpa.',
      '.',
      'd.f.ip6.arpa.',
    ])
  })

  it('are reported where they are wrong, all of them', () => {
    const { value, diagnostics } = readWith('a..b ok.org 10.0.0.0/99 "" a.org:53', (_, report, tokens) =>
      readZones(tokens, report),
    )
    expect(value).toBeNull()
    expect(diagnostics.map((one) => [one.code, one.column])).toEqual([
      ['KZ_COREFILE_VALUE', 8],
      ['KZ_COREFILE_VALUE', 20],
      ['KZ_COREFILE_VALUE', 32],
      ['KZ_COREFILE_VALUE', 35],
    ])
  })
})

describe('addresses', () => {
  it('may be ranges', () => {
    expect(readWith('10.1.2.3/8', (token, report) => readRange(token, report)).value).toEqual({
      octets: '\x0a\0\0\0',
      prefix: 8,
    })
    expect(readWith('10.1.2.3/40', (token, report) => readRange(token, report)).diagnostics).toHaveLength(1)
  })
})

describe('a choice', () => {
  const words = ['disabled', 'insecure', 'verified']

  it('is one of its words in any letter case', () => {
    expect(readWith('Insecure', (token, report) => readChoice(token, words, report)).value).toBe('insecure')
  })

  it('names its words, and the nearest, where it is none of them', () => {
    const { value, diagnostics } = readWith('insecur', (token, report) => readChoice(token, words, report))
    expect(value).toBeNull()
    expect(diagnostics).toMatchObject([
      {
        message: "found 'insecur', expected 'disabled', 'insecure' or 'verified'",
        hint: "did you mean 'insecure'?",
      },
    ])
  })
})
