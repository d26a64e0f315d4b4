/** Values of scalars and mappings, as kubectl gets them. `kubectl.test.ts` compares many more. */
import { describe, expect, test } from 'vitest'
import { parseDocuments } from '../../src/yaml/parser.ts'
import { YamlSyntaxError } from '../../src/yaml/syntax-error.ts'
import { ValueBuilder } from '../../src/yaml/values.ts'

function values(text: string): unknown[] {
  return [...parseDocuments(text)].map(({ nodes, root }) =>
    root === null ? null : new ValueBuilder(nodes).build(root),
  )
}

function fault(text: string): YamlSyntaxError {
  try {
    values(text)
  } catch (error) {
    if (error instanceof YamlSyntaxError) return error
    throw error
  }
  throw new Error('the text can be read')
}

describe('a plain scalar is', () => {
  test.each<[string, unknown]>([
    ['010', 8],
    ['0o17', 15],
    ['08', 8],
    ['0x1F', 31],
    ['-0b101', -5],
    ['1_000', 1000],
    ['+.5', 0.5],
    ['1.', 1],
    ['1e3', 1000],
    ['.inf', Number.POSITIVE_INFINITY],
    ['18446744073709551615', 2 ** 64],
    ['0xFFFFFFFFFFFFFFFFF', '0xFFFFFFFFFFFFFFFFF'],
    ['0'.repeat(100), 0],
    ['9'.repeat(400), '9'.repeat(400)],
    ['1e400', '1e400'],
    ['190:20:30', '190:20:30'],
    ['2001-12-14', '2001-12-14'],
    ['yEs', 'yEs'],
    ['~', null],
    ['', null],
  ])('%j: %j', (text, value) => {
    expect(values(`a: ${text}\n`)).toEqual([{ a: value }])
  })
})

describe('a tag', () => {
  test.each<[string, unknown]>([
    ['!!str 1', '1'],
    ['!!int "1"', 1],
    ['!!float 1', 1],
    ['!!bool "yes"', true],
    ['!!null ~', null],
    ['!!binary aGVsbG8=', 'hello'],
    ['! 1', '1'],
    ['!Ref 1', '1'],
    ['!<tag:yaml.org,2002:str> 1', '1'],
    ['!!map {b: 1}', { b: 1 }],
    ['!!timestamp 2001-12-14', '2001-12-14'],
  ])('says the type: %s', (text, value) => {
    expect(values(`a: ${text}\n`)).toEqual([{ a: value }])
  })

  test('can have a declared handle', () => {
    expect(values('%TAG !y! tag:yaml.org,2002:\n---\na: !y!str 1\n')).toEqual([{ a: '1' }])
    expect(fault('a: !y!str 1\n')).toMatchObject({
      reason: 'an unknown tag handle',
      named: '!y!',
      position: 3,
    })
  })

  test.each(['!!int a', '!!bool 1', '!!null a'])('of another type is a fault: %s', (text) => {
    expect(fault(`a: ${text}\n`)).toMatchObject({ expected: 'another tag, or none' })
  })
})

describe('a scalar in quotes', () => {
  test.each<[string, string]>([
    [String.raw`"\x41\u00e9\U0001F600\ud83d\ude00\/\'\_\N\e"`, "Aé\u{1f600}\u{1f600}/'\xa0\x85\x1b"],
    ['"a\n\n  b\n   c"', 'a\nb c'],
    ['"a \\\n   b"', 'a b'],
    ['"a\\\n\n   b"', 'a\nb'],
    ["'it''s\n   b'", "it's b"],
    ["' a '", ' a '],
  ])('is unfolded and unescaped: %j', (text, value) => {
    expect(values(`a: ${text}\n`)).toEqual([{ a: value }])
  })

  test.each([String.raw`"\q"`, String.raw`"\x4"`, String.raw`"\U00110000"`])(
    'has a wrong escape: %s',
    (text) => {
      expect(fault(`a: ${text}\n`).position).toBe(4)
    },
  )
})

describe('a block scalar', () => {
  test.each<[string, string]>([
    ['|\n  a\n\n  b\n', 'a\n\nb\n'],
    ['|-\n  a\n\n', 'a'],
    ['|+\n  a\n\n', 'a\n\n'],
    ['>\n  a\n  b\n\n  c\n    d\n  e\n', 'a b\nc\n  d\ne\n'],
    ['|1\n   a\n', '  a\n'],
    ['>2-\n   a\n', ' a'],
    ['|\n\n  a\n', '\na\n'],
    ['|\n  a\n\t\n  b\n', 'a\n\nb\n'],
    ['|\n  a', 'a\n'],
  ])('joins its lines: %j', (text, value) => {
    expect(values(`a: ${text}`)).toEqual([{ a: value }])
  })

  test.each([
    ['|0\n a\n', 'at most "+" or "-", and a digit'],
    ['| a\n', 'at most "+" or "-", and a digit'],
    ['|\n\ta\n', 'spaces'],
  ])('has a wrong beginning: %j', (text, expected) => {
    expect(fault(`a: ${text}`).expected).toContain(expected)
  })
})

describe('a mapping', () => {
  test('has keys that are text', () => {
    expect(values('{1: a, 0x10: b, on: c, 1.50: d, 1234567890123456789: e, .nan: f, ~: g}')).toEqual([
      { 1: 'a', 16: 'b', true: 'c', 1.5: 'd', '1234567890123456789': 'e', '.nan': 'f', null: 'g' },
    ])
  })

  test.each(['? [a]\n: b\n', '{[a]: b}', '{{a: b}: c}', 'x: &x [a]\n*x : b\n', '? !!map\n  a: b\n: c\n'])(
    'has no other keys: %j',
    (text) => {
      expect(fault(text)).toMatchObject({ expected: 'a key that is text' })
    },
  )

  test('has __proto__ as a key like others', () => {
    const [value] = values('{"__proto__": {"a": 1}, "b": 2}')
    expect(Object.keys(value as object)).toEqual(['__proto__', 'b'])
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype)
  })

  test('is merged in the order of its keys, and a list from its end', () => {
    const bases = 'p: &p {a: 1, b: 1}\nq: &q {b: 2, c: 2}\n'
    const merged = (text: string): unknown => (values(`${bases}m: {${text}}\n`)[0] as { m: unknown }).m
    expect(merged('<<: [*p, *q]')).toEqual({ a: 1, b: 1, c: 2 })
    expect(merged('<<: *p, <<: *q')).toEqual({ a: 1, b: 2, c: 2 })
    expect(merged('a: 0, <<: *p')).toEqual({ a: 1, b: 1 })
    expect(merged('<<: *p, a: 0')).toEqual({ a: 0, b: 1 })
    expect(merged('"<<": *p')).toEqual({ '<<': { a: 1, b: 1 } })
    expect(fault(`${bases}m: {<<: 1}\n`).expected).toBe('a mapping, or a list of mappings')
    expect(fault('m: {<<: [a]}\n').expected).toBe('a mapping, or a list of mappings')
  })
})

describe('an alias', () => {
  test('is the last value of its name', () => {
    expect(values('a: &x 1\nb: *x\nc: &x 2\nd: *x\n')).toEqual([{ a: 1, b: 1, c: 2, d: 2 }])
  })

  test('cannot be within its own value', () => {
    expect(fault('a: &x [*x]\n')).toMatchObject({ reason: 'a value that contains itself', position: 7 })
  })

  test('is of its own document', () => {
    expect(fault('a: &x 1\n---\nb: *x\n')).toMatchObject({ reason: 'an alias without an anchor', named: 'x' })
  })
})

describe('a fault has its place and the expected text', () => {
  test.each<[string, number, string]>([
    ['a:\n\tb: 1\n', 3, 'spaces'],
    ['a: b: c\n', 4, 'keys of one mapping in one column'],
    ['a: 1\n b: 2\n', 7, 'keys of one mapping in one column'],
    ['a: - b\n', 3, 'items of one list in one column'],
    ['- a\nb: c\n', 4, 'items of one list in one column'],
    ['a: 1\nb\nc: 2\n', 5, 'a key, a colon, a space and a value'],
    ['a: @b\n', 3, 'quotes around the value'],
    ['a: %b\n', 3, 'quotes around the value'],
    ['a: *\n', 3, 'a name after "&" or "*"'],
    ['[a b: c, {d: e f: g}]', 16, '"," between'],
    ['[a, , b]', 4, 'a value'],
    ['{a: "b" c}', 8, '"," between the entries of "{…}"'],
    ['"a" b', 4, 'the end of the file, or "---"'],
    ['a: !<x\n', 3, '">" at its end'],
    ['a: \u0001\n', 3, 'text without control characters'],
    ['a: ? b\n', 3, 'keys of one mapping in one column'],
  ])('%j', (text, position, expected) => {
    const { position: found, expected: said } = fault(text)
    expect([found, said]).toEqual([position, expect.stringContaining(expected)])
  })
})

test('documents before a fault are read', () => {
  const read: unknown[] = []
  expect(() => {
    for (const { nodes, root } of parseDocuments('{a: 1}\n{b: 2}\n}')) {
      read.push(root === null ? null : new ValueBuilder(nodes).build(root))
    }
  }).toThrow(YamlSyntaxError)
  expect(read).toEqual([{ a: 1 }, { b: 2 }])
})

test.each([
  ['long lines', (n: number) => `{"a": "${'x'.repeat(n)}", b: ${'y '.repeat(n / 2)}}`],
  ['keys on one line', (n: number) => `{${'a, '.repeat(n / 3)}}`],
  ['open brackets', (n: number) => '[\n'.repeat(n / 2)],
  ['one object a line', (n: number) => '{"a":1}\n'.repeat(n / 8)],
  ['folded lines', (n: number) => `a: "${'x\n'.repeat(n / 2)}"`],
  ['empty lines', (n: number) => `a: |\n${'\n'.repeat(n)}`],
  ['a long number', (n: number) => `a: ${'1'.repeat(n)}`],
  ['equal keys', (n: number) => 'a: 1\n'.repeat(n / 5)],
])('the time is proportional to the length: %s', (_, make) => {
  // Takes a second on a busy machine; would take minutes if it were quadratic.
  const text = make(1_000_000)
  let documents = 0
  try {
    documents = values(text).length
  } catch (error) {
    expect(error).toBeInstanceOf(YamlSyntaxError)
  }
  expect(documents).toBeLessThanOrEqual(125_000)
})
