import { expect, test } from 'vitest'
import { assert, present } from '../../src/report/assert.ts'

function claiming(value: string | null | undefined): string {
  return present(value, 'there is a value')
}

function asserting(condition: boolean): true {
  assert(condition, 'it is so')
  return true
}

test('what holds is passed on, values that look empty included', () => {
  expect(asserting(true)).toBe(true)
  expect(claiming('')).toBe('')
  expect([present(0, 'zero'), present(false, 'no')]).toEqual([0, false])
})

test.each([
  ['a condition', () => asserting(false), 'it does not hold that it is so', 'asserting'],
  ['null', () => claiming(null), 'it does not hold that there is a value', 'claiming'],
  ['undefined', () => claiming(undefined), 'it does not hold that there is a value', 'claiming'],
])(
  'what does not hold throws, and its stack begins with the place that relies on it: %s',
  (_, act, message, place) => {
    let thrown: unknown
    try {
      act()
    } catch (problem) {
      thrown = problem
    }
    expect(thrown).toMatchObject({ message })
    expect(thrown instanceof Error && thrown.stack?.split('\n')[1]).toMatch(new RegExp(`^ +at ${place} `))
  },
)
