/**
 * The language of expressions, with functions of its own: what is true of a subject, and what is wrong where.
 */
import * as fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { parseCorefile } from '../../src/config/corefile.ts'
import { parseExpression } from '../../src/config/expression/parser.ts'
import { readExpression } from '../../src/config/expression/read-expression.ts'
import type { ExpressionFunctions } from '../../src/config/expression/term.ts'
import type { Diagnostic } from '../../src/report/diagnostic.ts'

interface Subject {
  readonly type: string
  readonly size: number
  readonly do: boolean
}

const FUNCTIONS: ExpressionFunctions<Subject> = {
  type: { parameters: [], result: 'text', bind: () => (subject) => subject.type },
  size: { parameters: [], result: 'number', bind: () => (subject) => subject.size },
  do: { parameters: [], result: 'boolean', bind: () => (subject) => subject.do },
  first: {
    parameters: ['text', 'number'],
    result: 'text',
    bind:
      ([text, count]) =>
      (subject) =>
        String(text?.evaluate(subject)).slice(0, Number(count?.evaluate(subject))),
  },
}
const SUBJECT: Subject = { type: 'AAAA', size: 40, do: false }

/** The value for `SUBJECT`, or each reported part with its message and hint. */
function judge(source: string): boolean | string[] {
  const reports: string[] = []
  const found = parseExpression(source, FUNCTIONS, ({ start, end }, message, hint) => {
    reports.push([source.slice(start, end), message, hint].filter((part) => part !== undefined).join(' | '))
  })
  expect(found === null).toBe(reports.length > 0)
  return found === null ? reports : found(SUBJECT)
}

describe('an expression is true', () => {
  test.each([
    "type() == 'AAAA'",
    'type() == "AAAA"',
    'type() != `A`',
    "type() in ['A', 'AAAA']",
    "type() not in ['A', 'MX',first('TXTX', 3)]",
    "'AAAA' in [type()]",
    'true in [do() == false]',
    "type() matches '^A{4}$'",
    "type() matches 'A\\\\x41'",
    'type() matches `A\\x41`',
    "type() not matches 'B'",
    "type() startsWith 'AA' and type() endsWith 'A' && type() contains 'AAA'",
    "type() not startsWith 'B'",
    "first(type(), 2) == 'AA'",
    'size() > 39 && size() >= 40 && size() < 41 && size() <= 0x28 && size() == 40.0 && size() < 1_000',
    "'a' < 'b'",
    'not do()',
    '!do()',
    '! ! not do()',
    "!(type() == 'A')",
    'do() == false',
    'do() != true',
    'true',
    'do() or true',
    'true || do() && do()',
    "\n( (type() == 'A') ||\t(size()==40) )\n",
    'not (do() || do())',
    "'it\\'s' == \"it's\"",
    "'\\t\\n\\r\\\\\\\"' contains '\\\\'",
  ])('%s', (source) => {
    expect(judge(source)).toBe(true)
  })
})

describe('an expression is false', () => {
  test.each([
    "type() == 'A'",
    'type() in []',
    "type() in ['A', 'aaaa']",
    '(true || do()) && do()',
    "!(type() matches 'A')",
    "type() contains 'B'",
    'size() in [1, 2, 3]',
  ])('%s', (source) => {
    expect(judge(source)).toBe(false)
  })
})

describe('an error is reported at the wrong words:', () => {
  test.each([
    ['', [" | found the end, expected a function such as name(), text in quotes, a number or '('"]],
    [
      'type()',
      ["type() | found text, expected a boolean for 'expr' | compare it with a value, as in type() == 'A'"],
    ],
    ["type == 'A'", ["type | 'type' is a function and needs parentheses | write type()"]],
    ['type() == AAAA', ["AAAA | 'AAAA' is not a function | write text in single quotes: 'AAAA'"]],
    [
      "typ() == 'A'",
      ["typ | 'typ' is not a function | did you mean 'type'? functions: do, first, size, type"],
    ],
    ['size() == type()', ["type() | found text, expected a number for '=='"]],
    ['do() < true', ["do() | found a boolean, expected a number for '<'"]],
    ["size() contains '1'", ["size() | found a number, expected text for 'contains'"]],
    [
      'size() && type() || do()',
      [
        "size() | found a number, expected a boolean for '&&'",
        "type() | found text, expected a boolean for '&&'",
      ],
    ],
    [
      "not type() == 'A'",
      [
        "type() | found text, expected a boolean for 'not' | put the operand of 'not' in parentheses",
        "'A' | found text, expected a boolean for '=='",
      ],
    ],
    [
      "type() in ['A', 5, true]",
      ["5 | found a number, expected text for 'in'", "true | found a boolean, expected text for 'in'"],
    ],
    ["type() in 'A'", ["'A' | found a value, expected a list such as ['A', 'AAAA']"]],
    ["type() in ['A'", [" | found the end, expected ',' or ']'"]],
    [
      "type() not == 'A'",
      ["== | found '==', expected 'in', 'contains', 'startsWith', 'endsWith' or 'matches'"],
    ],
    ["type() == 'A' 'B'", ["'B' | found a value, expected an operator such as '&&' or '==', or the end"]],
    [
      'do() == do() == do()',
      ["== | found '==', expected '&&', '||' or the end | put the first comparison in parentheses"],
    ],
    ['(do()', [" | found the end, expected ')'"]],
    [
      "['A'] == ['A']",
      ["[ | found '[', expected a function such as name(), text in quotes, a number or '('"],
    ],
    ['type() matches type()', ['type() | found computed text, expected a regular expression in quotes']],
    ["type() matches '('", ["'(' | found '(', expected a regular expression: missing closing ): `(`"]],
    [
      "first('a') == type(1)",
      ["first('a') | 'first' takes 2 arguments, found 1", "type(1) | 'type' takes no arguments, found 1"],
    ],
    [
      "first(1, 'a') == ''",
      ["1 | found a number, expected text for 'first'", "'a' | found text, expected a number for 'first'"],
    ],
    [
      "type() == 'A\\.'",
      ["\\. | '\\.' is not an escape sequence | double the backslash, or put the text in backquotes (`…`)"],
    ],
    [
      "type() == 'A",
      [
        "' | this text has no closing quote",
        " | found the end, expected a function such as name(), text in quotes, a number or '('",
      ],
    ],
    [
      'size() + 1 == 2 ? 3',
      [
        "+ | '+' is not part of the language of expressions",
        "? | '?' is not part of the language of expressions",
        "1 | found a value, expected an operator such as '&&' or '==', or the end",
      ],
    ],
    ['do() 💥', ["💥 | '💥' is not part of the language of expressions"]],
    [`${'('.repeat(60)}do()${')'.repeat(60)}`, ['( | the expression is nested more than 50 deep']],
    [`${'!'.repeat(60)}do()`, ['! | the expression is nested more than 50 deep']],
    [`do() in ${'[do() in '.repeat(60)}`, ['do | the expression is nested more than 50 deep']],
  ])('%s', (source, reports) => {
    expect(judge(source)).toEqual(reports)
  })
})

function placesOf(line: string): string[] {
  const { blocks } = parseCorefile(`. {\nx {\n${line}\n}\n}`, 'Corefile', { environment: { TEXT: "'B" } })
  const tokens = blocks[0]?.directives[0]?.body?.[0]?.tokens ?? []
  const found: Diagnostic[] = []
  readExpression(tokens.slice(1), FUNCTIONS, (one) => void found.push(one))
  return found.map(({ line: at, column, length }) => `${at}:${column}+${length}`)
}

describe('an expression of a Corefile', () => {
  it('has errors reported at their part, in several words or in a quoted one', () => {
    expect(placesOf('  expr type() == 5 && do()')).toEqual(['3:18+1'])
    expect(placesOf('expr type()==5&&size( )')).toEqual(['3:14+1', '3:17+5'])
    expect(placesOf(`expr "type() == 5 && do()"`)).toEqual(['3:17+1'])
    expect(placesOf(`expr type() == "A"`)).toEqual(['3:17+1'])
    expect(placesOf(`expr do() ==`)).toEqual(['3:11+2'])
  })

  it('has errors reported at the whole word if the line does not hold the part', () => {
    expect(placesOf(`expr "do() == \\"A\\" "`)).toEqual(['3:6+16'])
    expect(placesOf('expr {$TEXT}')).toEqual(['3:6+7', '3:6+7'])
  })
})

const LEAVES = fc.constantFrom(
  ['do()', false] as const,
  ['true', true] as const,
  ['size() == 40', true] as const,
  ["type() in ['A']", false] as const,
)

it('an expression has the value that JavaScript gives it', () => {
  const { tree } = fc.letrec<{ tree: readonly [string, boolean] }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 5 },
      LEAVES,
      fc
        .tuple(tie('tree'), tie('tree'), fc.constantFrom('&&', 'and'))
        .map(([[a, x], [b, y], sign]) => [`(${a}) ${sign} (${b})`, x && y] as const),
      fc
        .tuple(tie('tree'), tie('tree'), fc.constantFrom('||', 'or'))
        .map(([[a, x], [b, y], sign]) => [`(${a}) ${sign} (${b})`, x || y] as const),
      tie('tree').map(([a, x]) => [`not (${a})`, !x] as const),
    ),
  }))
  fc.assert(fc.property(tree, ([source, value]) => judge(source) === value))
})

it('no text makes the parser throw, and long series are parsed', () => {
  const words = fc.constantFrom(
    ...'do() type() size == in [ ] ( ) not ! && or "a" 5 , matches \\ ` .'.split(' '),
  )
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.array(words).map((list) => list.join(' ')),
      ),
      (source) => {
        judge(source)
      },
    ),
  )
  expect(judge(Array.from({ length: 50_000 }, () => 'do()').join('||'))).toBe(false)
  expect(judge(`type() in [${Array.from({ length: 50_000 }, (_, i) => `'${i}'`).join(',')}]`)).toBe(false)
})
