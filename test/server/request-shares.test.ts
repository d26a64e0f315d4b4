import { expect, test } from 'vitest'
import { RequestShares } from '../../src/server/request-shares.ts'

test('few connections have the most, many share, and each has the least', () => {
  const shares = new RequestShares(1600, 128)
  expect(shares.each).toBe(128)
  const seen = [1, 12, 13, 25, 26, 50, 51, 100, 101, 200, 1000].map((connections) => {
    shares.update(connections)
    return shares.each
  })
  expect(seen).toEqual([128, 128, 64, 64, 32, 32, 16, 16, 8, 8, 8])
})

test('the share grows only when there is room for as many connections again', () => {
  const shares = new RequestShares(1600, 128)
  expect(shares.update(13)).toBe(true)
  expect([shares.update(12), shares.update(13), shares.update(7), shares.each]).toEqual([
    false,
    false,
    false,
    64,
  ])
  expect([shares.update(6), shares.each]).toEqual([true, 128])
  expect([shares.update(0), shares.each]).toEqual([false, 128])
})

test('a limit of one connection below the least stays', () => {
  expect(new RequestShares(1600, 4).each).toBe(4)
})
