/** Random permutations for load balancing. They are not cryptographically secure. */

/** A random integer from 0 to `limit` - 1. */
export type RandomBelow = (limit: number) => number

/** Shuffles a list in place; every order is equally likely (Fisher-Yates). */
export function shuffle(list: unknown[], random: RandomBelow): void {
  for (let one = list.length - 1; one > 0; one--) {
    const other = random(one + 1)
    const moved = list[one]
    list[one] = list[other]
    list[other] = moved
  }
}
