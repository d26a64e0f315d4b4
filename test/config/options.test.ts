import { describe, expect, expectTypeOf, it } from 'vitest'
import { choice, flag, lastCounts, lines, list, seconds, withBraces } from '../../src/config/option-kinds.ts'
import {
  expectBare,
  expectNoOptions,
  type OptionLines,
  readOptionLines,
  readOptions,
} from '../../src/config/options.ts'
import { parseRange } from '../../src/wire/address.ts'
import { placesOf } from './corefile-shape.ts'
import { collecting, directivesOf } from './directive-text.ts'

const TTL = seconds({ min: 0, max: 3600, or: 5 })
const TABLE = { headless: flag(), ttl: TTL, pods: choice(['disabled', 'insecure'], 'disabled') }

function readTable(text: string) {
  const [directive] = directivesOf(text)
  return collecting((report) => readOptions(directive, TABLE, { report }))
}

describe('the options of a directive', () => {
  it('have the values of their lines', () => {
    const { value, diagnostics } = readTable('x {\n ttl 30\n headless\n pods Insecure\n}')
    expect(diagnostics).toEqual([])
    expect(value).toEqual({ headless: true, ttl: 30, pods: 'insecure' })
  })

  it('have values without braces, and with empty ones', () => {
    for (const text of ['x', 'x {\n}']) {
      expect(readTable(text)).toEqual({
        value: { headless: false, ttl: 5, pods: 'disabled' },
        diagnostics: [],
      })
    }
  })

  it('have types that follow from the table', () => {
    const { value } = readTable('x')
    expect(Object.keys(value)).toEqual(['headless', 'ttl', 'pods'])
    expectTypeOf(value).toEqualTypeOf<{
      readonly headless: boolean
      readonly ttl: number
      readonly pods: 'disabled' | 'insecure'
    }>()
    const [directive] = directivesOf('x')
    // @ts-expect-error a table whose readers take a context is not read without it
    readOptions(directive, { a: list((_word, _report, context: Folder) => context.folder) }, { report() {} })
    // @ts-expect-error rules are about options of the table
    readOptions(directive, TABLE, { report() {} }, { conflicts: [['ttl', 'tll', 'no']] })
  })

  it('are reported where they are unknown, with the nearest and the list of those there are', () => {
    const { value, diagnostics } = readTable('x {\n tll 30\n pods insecure\n}')
    expect(value.pods).toBe('insecure')
    expect(diagnostics).toMatchObject([
      {
        code: 'KZ_COREFILE_OPTION',
        line: 3,
        column: 2,
        length: 3,
        message: "'x' has no option 'tll'",
        hint: "did you mean 'ttl'? options: headless, pods, ttl",
      },
    ])
  })

  it('do not include the members of every object', () => {
    expect(readTable('x {\n constructor\n __proto__\n toString\n}').diagnostics).toHaveLength(3)
  })

  it('are reported and still read if one that may stand once is repeated', () => {
    const { value, diagnostics } = readTable('x {\n ttl 1\n ttl 2\n ttl x\n}')
    expect(value.ttl).toBe(2)
    expect(diagnostics.map(({ line, message }) => [line, message])).toEqual([
      [4, "'ttl' is already set in line 3"],
      [5, "'ttl' is already set in line 4"],
      [5, "found 'x', expected a whole number of seconds from 0 to 3600"],
    ])
  })

  it('are reported and still read if one has braces that it may not have', () => {
    const table = { a: withBraces(flag()), c: flag() }
    const [directive] = directivesOf('x {\n a {\n  b\n }\n c {\n  d\n }\n}')
    const { value, diagnostics } = collecting((report) => readOptions(directive, table, { report }))
    expect(value).toEqual({ a: true, c: true })
    expect(placesOf(diagnostics)).toEqual(['6:2 OPTION'])
  })

  it('are reported if the directive takes no options', () => {
    const [directive] = directivesOf('whoami x {\n ttl 1\n}')
    const { diagnostics } = collecting((report) => {
      expectNoOptions(directive, report)
    })
    expect(diagnostics).toMatchObject([
      { message: "'whoami' has no option 'ttl'", hint: 'it has no options' },
    ])
    const bare = collecting((report) => {
      expectBare(directive, report)
    })
    expect(placesOf(bare.diagnostics)).toEqual(['2:8 ARGUMENTS', '3:2 OPTION'])
  })

  it('pass the context to their readers', () => {
    const table = { path: list((word, _, { folder }: Folder) => `${folder}/${word.text}`) }
    const [directive] = directivesOf('x {\n path a b\n}')
    const { value } = collecting((report) => readOptions(directive, table, { report, folder: '/etc' }))
    expect(value.path).toEqual(['/etc/a', '/etc/b'])
  })

  it('are listed in their table, with the form of their lines', () => {
    expect(Object.entries(TABLE).map(([name, { repeats }]) => [name, repeats])).toEqual([
      ['headless', true],
      ['ttl', false],
      ['pods', false],
    ])
  })
})

interface Folder {
  readonly folder: string
  readonly report: Parameters<Parameters<typeof collecting>[0]>[0]
}

describe('the lines of options', () => {
  const table = { ttl: lastCounts(TTL), to: lines(2, ([from, to]) => `${from.text}>${to.text}`), on: flag() }

  function linesOf(text: string): OptionLines<typeof table> {
    const [directive] = directivesOf(text)
    return collecting((report) => readOptionLines(directive, table, { report })).value
  }

  it('give the options with a wrong line', () => {
    expect([...linesOf('x {\n ttl 1\n ttl y\n to a\n on\n}').wrong]).toEqual(['ttl', 'to'])
    expect([...linesOf('x {\n ttl 1\n to a b\n}').wrong]).toEqual([])
  })

  it('add no value if they are wrong', () => {
    const { values } = linesOf('x {\n ttl 1\n ttl y\n to a b\n to a\n to c d\n}')
    expect(values).toEqual({ ttl: 1, to: ['a>b', 'c>d'], on: false })
  })
})

describe('rules between lines', () => {
  const table = { zonal: flag(), noendpoints: flag(), ttl: lastCounts(TTL) }

  it('report options that exclude each other at each line after the first of both', () => {
    const hint = 'remove one of the two'
    const [directive] = directivesOf('x {\n zonal\n noendpoints\n zonal\n}')
    const { value, diagnostics } = collecting((report) =>
      readOptions(directive, table, { report }, { conflicts: [['noendpoints', 'zonal', hint]] }),
    )
    expect(value).toMatchObject({ zonal: true, noendpoints: true })
    expect(diagnostics).toMatchObject([
      { code: 'KZ_COREFILE_OPTION', line: 4, column: 2, hint },
      { code: 'KZ_COREFILE_OPTION', line: 5, column: 2, hint },
    ])
    expect(diagnostics[0]?.message).toBe("'noendpoints' cannot be combined with 'zonal'")
  })

  it('are silent where one of two options is wrong, or stands alone', () => {
    for (const text of ['x {\n ttl y\n zonal\n}', 'x {\n zonal\n zonal\n}']) {
      const [directive] = directivesOf(text)
      const { diagnostics } = collecting((report) =>
        readOptions(directive, table, { report }, { conflicts: [['ttl', 'zonal', 'no']] }),
      )
      expect(diagnostics.map(({ code }) => code)).toEqual(text.includes('y') ? ['KZ_COREFILE_VALUE'] : [])
    }
  })

  it('report an option that is missing at the directive, and not one that is wrong', () => {
    const required = { option: 'ttl', message: "'x' has no TTL", hint: 'add: ttl SECONDS' } as const
    const places = ['x', 'x {\n zonal\n}', 'x {\n ttl y\n}', 'x {\n ttl 1\n}'].map((text) => {
      const [directive] = directivesOf(text)
      return placesOf(
        collecting((report) => readOptions(directive, table, { report }, { required })).diagnostics,
      )
    })
    expect(places).toEqual([['2:1 ARGUMENTS'], ['2:1 ARGUMENTS'], ['3:6 VALUE'], []])
  })

  it('allow other lines among the options', () => {
    const others: string[] = []
    const [directive] = directivesOf('hosts {\n 10.0.0.1 a b\n ttl 5\n what\n}')
    const { value, diagnostics } = collecting((report) =>
      readOptions(
        directive,
        { ttl: TTL },
        { report },
        {
          other: ({ tokens: [first] }) => {
            if (parseRange(first.text) === null) return false
            others.push(first.text)
            return true
          },
        },
      ),
    )
    expect(value).toEqual({ ttl: 5 })
    expect(others).toEqual(['10.0.0.1'])
    expect(placesOf(diagnostics)).toEqual(['5:2 OPTION'])
  })
})
