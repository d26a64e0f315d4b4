import { expect, test } from 'vitest'
import { Live } from '../../src/source/live.ts'

test('a swap is seen at once, and told to subscribers in their order with what was before', () => {
  const live = new Live('a')
  const told: string[] = []
  live.subscribe((next, previous) => told.push(`1:${previous}>${next}:${live.current}`))
  live.subscribe((next) => told.push(`2:${next}`))
  live.swap('b')
  expect(live.current).toBe('b')
  expect(told).toEqual(['1:a>b:b', '2:b'])
})

test('a subscriber who has left is not told, even if it leaves while others are', () => {
  const live = new Live(0)
  const told: number[] = []
  const leave = live.subscribe((next) => {
    told.push(next)
    leave()
    live.subscribe((later) => told.push(later * 10))
  })
  live.swap(1)
  live.swap(2)
  expect(told).toEqual([1, 20])
})

test('next waits for one swap', async () => {
  const live = new Live('a')
  const next = live.next()
  live.swap('b')
  live.swap('c')
  expect(await next).toBe('b')
})
