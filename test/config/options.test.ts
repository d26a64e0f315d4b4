import { describe, expect, it } from 'vitest'
import {
  type ArgumentCount,
  expectNoOptions,
  hasArguments,
  type OptionTable,
  readOptions,
} from '../../src/config/options.ts'
import type { Directive } from '../../src/config/server-block.ts'
import type { Diagnostic } from '../../src/report/diagnostic.ts'
import { parse, placesOf } from './corefile-shape.ts'

function directiveOf(text: string): Directive {
  const directive = parse(`. {\n${text}\n}`).blocks[0]?.directives[0]
  if (directive === undefined) throw new Error('the test gives no directive')
  return directive
}

/** The calls that a table gets from a directive, and what is reported. */
function readWith(
  text: string,
  options: Record<string, { args?: ArgumentCount; once?: boolean; hasBody?: boolean }>,
) {
  const calls: string[][] = []
  const diagnostics: Diagnostic[] = []
  const table: OptionTable = Object.fromEntries(
    Object.entries(options).map(([name, option]) => [
      name,
      { ...option, read: (args) => calls.push([name, ...args.map((token) => token.text)]) },
    ]),
  )
  readOptions(directiveOf(text), table, (one) => diagnostics.push(one))
  return { calls, diagnostics }
}

describe('the options of a directive', () => {
  it('are handed to what reads them, line by line', () => {
    const { calls, diagnostics } = readWith('x {\n ttl 30\n to a b\n to c\n}', {
      ttl: { args: 1, once: true },
      to: {},
    })
    expect(diagnostics).toEqual([])
    expect(calls).toEqual([
      ['ttl', '30'],
      ['to', 'a', 'b'],
      ['to', 'c'],
    ])
  })

  it('may be missing, with braces and without', () => {
    expect(readWith('x', { ttl: {} })).toEqual({ calls: [], diagnostics: [] })
    expect(readWith('x {\n}', { ttl: {} })).toEqual({ calls: [], diagnostics: [] })
  })

  it('are reported where they are unknown, with the nearest and the list of those there are', () => {
    const { calls, diagnostics } = readWith('x {\n tll 30\n pods insecure\n}', { ttl: {}, pods: {} })
    expect(calls).toEqual([['pods', 'insecure']])
    expect(diagnostics).toMatchObject([
      {
        code: 'KZ_COREFILE_OPTION',
        line: 3,
        column: 2,
        length: 3,
        message: "'x' has no option 'tll'",
        hint: "did you mean 'ttl'? options: pods, ttl",
      },
    ])
  })

  it('are not those of every object', () => {
    expect(readWith('x {\n constructor\n __proto__\n}', { ttl: {} }).diagnostics).toHaveLength(2)
  })

  it('are reported where one is repeated that may stand once, and read all the same', () => {
    const { calls, diagnostics } = readWith('x {\n ttl 1\n ttl 2\n}', { ttl: { once: true } })
    expect(calls).toEqual([
      ['ttl', '1'],
      ['ttl', '2'],
    ])
    expect(diagnostics).toMatchObject([
      { code: 'KZ_COREFILE_OPTION', line: 4, message: "'ttl' is already set in line 3" },
    ])
  })

  it('have braces of their own only where they may, and are read all the same', () => {
    const { calls, diagnostics } = readWith('x {\n a {\n  b\n }\n c {\n  d\n }\n}', {
      a: { hasBody: true },
      c: {},
    })
    expect(calls).toEqual([['a'], ['c']])
    expect(placesOf(diagnostics)).toEqual(['6:2 OPTION'])
  })

  it('are reported where a directive has none', () => {
    const diagnostics: Diagnostic[] = []
    expectNoOptions(directiveOf('whoami {\n ttl 1\n}'), (one) => diagnostics.push(one))
    expect(diagnostics).toMatchObject([
      { message: "'whoami' has no option 'ttl'", hint: 'it has no options' },
    ])
  })

  it('may stand among lines that are none', () => {
    const others: string[] = []
    const diagnostics: Diagnostic[] = []
    const table: OptionTable = { ttl: { args: 1, read: () => {} } }
    readOptions(
      directiveOf('hosts {\n 10.0.0.1 a b\n ttl 5\n what\n}'),
      table,
      (one) => diagnostics.push(one),
      (line) => {
        if (!/^\d/.test(line.tokens[0].text)) return false
        others.push(line.tokens.map((token) => token.text).join(' '))
        return true
      },
    )
    expect(others).toEqual(['10.0.0.1 a b'])
    expect(placesOf(diagnostics)).toEqual(['5:2 OPTION'])
  })
})

describe('the number of arguments', () => {
  it.each<[text: string, count: ArgumentCount, message: string, column: number]>([
    ['ttl', 1, "'ttl' takes 1 argument, found none", 1],
    ['ttl 1 2 3', 1, "'ttl' takes 1 argument, found 3", 7],
    ['tls a', 3, "'tls' takes 3 arguments, found 1", 1],
    ['loop x', 0, "'loop' takes no arguments, found 1", 6],
    ['cache 1 2', [0, 1], "'cache' takes at most 1 argument, found 2", 9],
    ['a 1 2 3', [1, 2], "'a' takes 1 to 2 arguments, found 3", 7],
    ['bind', [1, Infinity], "'bind' takes 1 or more arguments, found none", 1],
  ])('of %s is wrong', (text, count, message, column) => {
    const { name, args } = directiveOf(text)
    const diagnostics: Diagnostic[] = []
    expect(hasArguments(name, args, count, (one) => diagnostics.push(one))).toBe(false)
    expect(diagnostics).toMatchObject([{ code: 'KZ_COREFILE_ARGUMENTS', message, line: 2, column }])
  })

  it.each<[text: string, count: ArgumentCount]>([
    ['loop', 0],
    ['ttl 30', 1],
    ['cache', [0, 1]],
    ['bind a b c', [1, Infinity]],
  ])('of %s is right', (text, count) => {
    const { name, args } = directiveOf(text)
    expect(hasArguments(name, args, count, () => expect.unreachable())).toBe(true)
  })
})
