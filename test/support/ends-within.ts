/**
 * Upper bounds that hold on a busy machine. The limit is a timer of the event loop in which the work runs: a
 * busy machine delays both alike, and the loop fires timers in the order of their deadlines.
 */
import { setImmediate } from 'node:timers/promises'
import { expect } from 'vitest'

/** The effects of a timer, such as the closing of a socket, are done after these turns of the event loop. */
const TURNS = 20

/**
 * Fails if `work`, which has begun, is not over when timers of `ms` milliseconds have fired and their effects
 * are done.
 */
export async function endsWithin(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms)
  })
  const ending = Promise.race([work.then(() => true), late.then(turns).then(() => false)])
  expect(await ending.finally(() => clearTimeout(timer)), `it ends within ${ms} ms`).toBe(true)
}

async function turns(): Promise<void> {
  for (let i = 0; i < TURNS; i++) await setImmediate()
}
