import { expect, expectTypeOf, test } from 'vitest'
import {
  choice,
  count,
  duration,
  fallthrough,
  flag,
  ignored,
  ignoredWord,
  integer,
  lastCounts,
  lines,
  list,
  once,
  seconds,
  silent,
  word,
  words,
  zones,
} from '../../src/config/option-kinds.ts'
import { type Option, readOptions } from '../../src/config/options.ts'
import { reject } from '../../src/config/reject.ts'
import { readRange } from '../../src/config/settings.ts'
import type { Token } from '../../src/config/token.ts'
import type { AddressRange } from '../../src/wire/address.ts'
import { nameText } from '../../src/wire/name.ts'
import { placesOf } from './corefile-shape.ts'
import { collecting, directivesOf } from './directive-text.ts'

/** The value of an option after its lines, and its diagnostics as `LINE:COLUMN CODE`; lines count from 1. */
function valueOf<Value>(option: Option<Value>, ...texts: readonly string[]): [Value, ...string[]] {
  const [directive] = directivesOf(`x {\n${texts.map((text) => `it ${text}`).join('\n')}\n}`)
  const { value, diagnostics } = collecting((report) => readOptions(directive, { it: option }, { report }))
  const places = placesOf(diagnostics.map((one) => ({ ...one, line: one.line - 2 })))
  return [value.it, ...places]
}

test('a flag is true if it is present', () => {
  expect(valueOf(flag())).toEqual([false])
  expect(valueOf(flag(), '')).toEqual([true])
  expect(valueOf(flag(), '', '')).toEqual([true])
  expect(valueOf(flag(), 'x')).toEqual([false, '1:4 ARGUMENTS'])
})

test('numbers and durations are within their bounds, and have a value without a line', () => {
  const bounds = { min: 1, max: 60, or: null }
  expect(valueOf(integer(bounds))).toEqual([null])
  expect(valueOf(integer(bounds), '+7')).toEqual([7])
  expect(valueOf(integer(bounds), '61')).toEqual([null, '1:4 VALUE'])
  expect(valueOf(count(bounds), '60')).toEqual([60])
  expect(valueOf(count(bounds), '+7')).toEqual([null, '1:4 VALUE'])
  expect(valueOf(count(bounds), '9'.repeat(30))).toEqual([null, '1:4 VALUE'])
  expect(valueOf(seconds(bounds), '5')).toEqual([5])
  expect(valueOf(seconds(bounds), '5s')).toEqual([null, '1:4 VALUE'])
  expect(valueOf(duration({ min: 1, max: 60_000, or: 100 }), '5s')).toEqual([5000])
  expect(valueOf(duration({ min: 1, max: 60_000, or: 100 }), '2m')).toEqual([100, '1:4 VALUE'])
  expectTypeOf(integer({ min: 1, max: 2, or: 1 })).toEqualTypeOf<Option<number>>()
  expectTypeOf(integer(bounds)).toEqualTypeOf<Option<number | null>>()
})

test('one value may stand once, or its last line counts', () => {
  const policy = choice(['first', 'random'], 'random')
  expect(valueOf(policy)).toEqual(['random'])
  expect(valueOf(policy, 'first', 'RANDOM')).toEqual(['random', '2:1 OPTION'])
  expect(valueOf(lastCounts(policy), 'first', 'random')).toEqual(['random'])
  expect(valueOf(lastCounts(policy), 'first', 'wrong')).toEqual(['first', '2:4 VALUE'])
  expect(valueOf(once(flag()), '', '')).toEqual([true, '2:1 OPTION'])
  // @ts-expect-error what holds without the option is one of its words
  choice(['first', 'random'], 'last')
})

test('words of a line are one value', () => {
  const pair = words([1, 2], ([first, second]) => `${first.text}/${second?.text ?? ''}`, 'none')
  expect(valueOf(pair)).toEqual(['none'])
  expect(valueOf(pair, 'a')).toEqual(['a/'])
  expect(valueOf(pair, 'a b')).toEqual(['a/b'])
  expect(valueOf(pair, 'a b c')).toEqual(['none', '1:8 ARGUMENTS'])
  words(
    [1, 2],
    ([first, second]) => {
      expectTypeOf(first).toEqualTypeOf<Token>()
      expectTypeOf(second).toEqualTypeOf<Token | undefined>()
      return true
    },
    false,
  )
})

test('each line is a value of its own', () => {
  const keys = lines(2, ([name, key], { report }) =>
    key.text === '-' ? reject(key, 'a key', report) : { [name.text]: key.text },
  )
  expect(valueOf(keys, 'a 1', 'b -', 'c 3')).toEqual([[{ a: '1' }, { c: '3' }], '2:6 VALUE'])
})

test('the words of a list add up, and a line with a wrong one adds nothing', () => {
  const ranges = list(readRange)
  expectTypeOf(ranges).toEqualTypeOf<Option<readonly AddressRange[]>>()
  expect(valueOf(ranges)[0]).toEqual([])
  expect(valueOf(ranges, '10.0.0.0/8 ::1', '192.0.2.1')[0]).toHaveLength(3)
  const [value, ...places] = valueOf(ranges, 'x 10.0.0.0/8 y', '192.0.2.1')
  expect(value).toHaveLength(1)
  expect(places).toEqual(['1:4 VALUE', '1:17 VALUE'])
  expect(valueOf(ranges, '')).toEqual([[], '1:1 ARGUMENTS'])
})

test('zones add up', () => {
  const [value, ...places] = valueOf(zones(), 'a.org b.org', 'c..org', '10.0.0.0/8')
  expect(value.map(nameText)).toEqual(['a.org.', 'b.org.', '10.in-addr.arpa.'])
  expect(places).toEqual(['2:4 VALUE'])
})

test.each<[texts: readonly string[], zones: readonly string[], places: readonly string[]]>([
  [[], [], []],
  [[''], ['.'], []],
  [['', 'a.org 10.0.0.0/8'], ['a.org.', '10.in-addr.arpa.'], []],
  [['a..org'], [], ['1:4 VALUE']],
])('fallthrough %j is for the names of its last line, or for all', (texts, names, places) => {
  const [value, ...reported] = valueOf(fallthrough(), ...texts)
  expect(value.map(nameText)).toEqual(names)
  expect(reported).toEqual(places)
})

test('an option without effect is reported, once a line', () => {
  const [directive] = directivesOf('x {\n catalog a b\n mtime\n keylog file\n upstream a\n mtime 1\n}')
  const table = {
    catalog: ignored('there is one'),
    mtime: ignored('files are read', 0),
    keylog: ignoredWord((file) => file, 'keys are not written'),
    upstream: silent(),
  }
  const { diagnostics } = collecting((report) => readOptions(directive, table, { report }))
  expect(diagnostics.map(({ message }) => message)).toEqual([
    "'catalog' has no effect: there is one",
    "'mtime' has no effect: files are read",
    "'keylog' has no effect: keys are not written",
    "'mtime' takes no arguments, found 1",
  ])
  expect(placesOf(diagnostics)).toEqual(['3:2 IGNORED', '4:2 IGNORED', '5:9 IGNORED', '7:8 ARGUMENTS'])
})

test('a word without effect is checked', () => {
  const period = ignoredWord((token, report) => reject(token, 'a period', report), 'it is not needed')
  expect(valueOf(period, 'x')).toEqual([undefined, '1:4 VALUE'])
})

test('a word has the value that its reader returns', () => {
  expect(
    valueOf(
      word(({ text }) => text.length, undefined),
      'four',
    ),
  ).toEqual([4])
  expectTypeOf(word(({ text }) => text.length, undefined)).toEqualTypeOf<Option<number | undefined>>()
})
