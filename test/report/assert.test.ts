import { expect, test } from 'vitest'
import { assert, present } from '../../src/report/assert.ts'

function claiming(value: string | null | undefined): string {
  return present(value, 'there is a value')
}

function asserting(condition: boolean): true {
  assert(condition, 'it is so')
  return true
}

test('a true claim passes, and present returns the value, falsy ones too', () => {
  expect(asserting(true)).toBe(true)
  expect(claiming('')).toBe('')
  expect([present(0, 'zero'), present(false, 'no')]).toEqual([0, false])
})

test.each([
  ['a condition', () => asserting(false), 'assertion failed: it is so', 'asserting'],
  ['null', () => claiming(null), 'assertion failed: there is a value', 'claiming'],
  ['undefined', () => claiming(undefined), 'assertion failed: there is a value', 'claiming'],
])('a false claim throws, and the stack begins at the assertion: %s', (_, act, message, place) => {
  let thrown: unknown
  try {
    act()
  } catch (problem) {
    thrown = problem
  }
  expect(thrown).toMatchObject({ message })
  expect(thrown instanceof Error && thrown.stack?.split('\n')[1]).toMatch(new RegExp(`^ +at ${place} `))
})
