import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { Turns, type Worker } from '../../src/server/turns.ts'

/** Works until the time of the turn is up, as often as `turns` says. */
class Busy implements Worker {
  readonly #name: string
  readonly #log: string[]
  #left: number

  constructor(name: string, log: string[], left: number) {
    this.#name = name
    this.#log = log
    this.#left = left
  }

  work(isTimeUp: () => boolean): boolean {
    this.#log.push(this.#name)
    while (!isTimeUp());
    this.#left--
    return this.#left > 0
  }
}

/** Counts the turns of the event loop until `isDone`. */
async function turnsUntil(isDone: () => boolean): Promise<number> {
  let turns = 0
  while (!isDone()) {
    await new Promise((resolve) => setImmediate(resolve))
    turns++
  }
  return turns
}

describe('workers', () => {
  test('take turns, and the event loop goes on in between', async () => {
    const turns = new Turns()
    const log: string[] = []
    for (const name of ['a', 'b', 'c']) turns.run(new Busy(name, log, 3))
    // The first one has used up the time of this turn, and is the first of the next ones.
    expect(log).toEqual(['a'])
    const passed = await turnsUntil(() => log.length === 9)
    expect(log.join('')).toBe('aabcabcbc')
    expect(passed).toBeGreaterThanOrEqual(7)
  })

  test('with little work are done at once', async () => {
    const turns = new Turns()
    const log: string[] = []
    const quick = (name: string): Worker => ({ work: () => log.push(name) === 0 })
    expect(turns.run(quick('a'))).toBe(true)
    expect(log).toEqual(['a'])
    turns.run(quick('b'))
    await expect.poll(() => log).toEqual(['a', 'b'])
  })

  test('wait behind those who wait already, and once', async () => {
    const turns = new Turns()
    const log: string[] = []
    const later = new Busy('later', log, 1)
    turns.run(new Busy('busy', log, 2))
    expect(turns.run(later)).toBe(false)
    expect(turns.run(later)).toBe(false)
    await turnsUntil(() => log.length >= 3)
    await sleep(20)
    expect(log).toEqual(['busy', 'busy', 'later'])
  })

  test('that leave do not work again', async () => {
    const turns = new Turns()
    const log: string[] = []
    const leaving = new Busy('leaving', log, 5)
    turns.run(leaving)
    turns.leave(leaving)
    await sleep(20)
    expect(log).toEqual(['leaving'])
  })
})
