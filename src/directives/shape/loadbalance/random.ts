/** Random numbers for spreading load, not for secrets: one multiplication and three shifts each, seeded by the system. */
import { randomInt } from 'node:crypto'

/** A whole number from 0 up to, but not including, `limit`. */
export type RandomBelow = (limit: number) => number

const RANGE = 2 ** 32

/** Marsaglia's xorshift32. A seed of 0 would stay 0. */
export function seededRandom(seed = randomInt(1, RANGE)): RandomBelow {
  let state = seed | 0
  return (limit) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return Math.floor(((state >>> 0) / RANGE) * limit)
  }
}

/** Fisher and Yates: every order equally likely. */
export function shuffle(list: number[], random: RandomBelow): void {
  for (let i = list.length - 1; i > 0; i--) {
    const j = random(i + 1)
    const moved = list[i] ?? 0
    list[i] = list[j] ?? 0
    list[j] = moved
  }
}
