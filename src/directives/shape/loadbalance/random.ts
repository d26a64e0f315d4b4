/** Random numbers for spreading load, not for secrets: a number costs one multiplication and three shifts. */
import { randomInt } from 'node:crypto'
import type { RandomBelow } from '../../../wire/shuffle.ts'

const RANGE = 2 ** 32

/** Marsaglia's xorshift32, seeded by the system. A seed of 0 would give only zeros. */
export function seededRandom(seed = randomInt(1, RANGE)): RandomBelow {
  let state = seed | 0
  return (limit) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return Math.floor(((state >>> 0) / RANGE) * limit)
  }
}
