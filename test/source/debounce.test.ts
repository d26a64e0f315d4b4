import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Debounce } from '../../src/source/debounce.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }))
afterEach(() => void vi.useRealTimers())

test('fires once, when events have paused for long enough', () => {
  const fire = vi.fn<() => void>()
  const debounce = new Debounce(50, 500, fire)
  debounce.touch()
  vi.advanceTimersByTime(40)
  debounce.touch()
  vi.advanceTimersByTime(49)
  expect(fire).not.toHaveBeenCalled()
  vi.advanceTimersByTime(1)
  expect(fire).toHaveBeenCalledTimes(1)
  vi.advanceTimersByTime(1_000)
  expect(fire).toHaveBeenCalledTimes(1)
})

test('fires every half second during fifty events a second', () => {
  const fired: number[] = []
  const debounce = new Debounce(50, 500, () => fired.push(performance.now() - start))
  const start = performance.now()
  for (let ms = 0; ms < 2_000; ms += 20) {
    debounce.touch()
    vi.advanceTimersByTime(20)
  }
  expect(fired).toEqual([500, 1000, 1500, 2000])
})

test('does not fire after stop', () => {
  const fire = vi.fn<() => void>()
  const debounce = new Debounce(50, 500, fire)
  debounce.touch()
  debounce.stop()
  vi.advanceTimersByTime(1_000)
  expect(fire).not.toHaveBeenCalled()
})
