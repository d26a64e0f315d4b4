/** Random orders, for spreading load and not for secrets. */

/** A whole number from 0 up to, but not including, `limit`. */
export type RandomBelow = (limit: number) => number

/** Puts a list into an order of chance, each equally likely (Fisher and Yates). */
export function shuffle(list: unknown[], random: RandomBelow): void {
  for (let one = list.length - 1; one > 0; one--) {
    const other = random(one + 1)
    const moved = list[one]
    list[one] = list[other]
    list[other] = moved
  }
}
