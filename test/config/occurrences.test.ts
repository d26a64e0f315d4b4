import { expect, test } from 'vitest'
import { readOnce, standsOnce } from '../../src/config/occurrences.ts'
import { placesOf } from './corefile-shape.ts'
import { collecting, directivesOf } from './directive-text.ts'

test('a directive that stands once has the value read from it', () => {
  const { value, diagnostics } = collecting((report) =>
    readOnce(directivesOf('cache 30'), report, ({ args }) => args[0]?.text ?? null),
  )
  expect(value).toBe('30')
  expect(diagnostics).toEqual([])
})

test('all occurrences are read, and all but the first are reported', () => {
  const seen: number[] = []
  const { value, diagnostics } = collecting((report) =>
    readOnce(
      directivesOf('cache\ncache 1\ncache 2'),
      report,
      ({ args }) => seen.push(args.length),
      'keep one',
    ),
  )
  expect(value).toBeNull()
  expect(seen).toEqual([0, 1, 1])
  expect(placesOf(diagnostics)).toEqual(['3:1 OPTION', '4:1 OPTION'])
  expect(diagnostics).toMatchObject([
    { message: "'cache' is already in this block, in line 2", hint: 'keep one' },
    { message: "'cache' is already in this block, in line 2", hint: 'keep one' },
  ])
})

test('the default hint says that a block has one of a directive', () => {
  const { value, diagnostics } = collecting((report) => standsOnce(directivesOf('loop\nloop'), report))
  expect(value).toBe(false)
  expect(diagnostics).toMatchObject([{ hint: 'keep one of them' }])
})
