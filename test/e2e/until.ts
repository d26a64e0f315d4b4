/** Waits for a condition, without fixed sleeps. */
import { setTimeout as delay } from 'node:timers/promises'
import { expect } from 'vitest'

/** Resolves as soon as the condition holds; fails with `what`, and details if given, after the deadline. */
export async function until(
  what: string,
  isTrue: () => boolean | Promise<boolean>,
  timeoutMs = 5000,
  more: () => string = () => '',
): Promise<void> {
  const end = performance.now() + timeoutMs
  let holds = await isTrue()
  while (!holds && performance.now() <= end) {
    await delay(5)
    holds = await isTrue()
  }
  expect(holds, holds ? what : `not within ${timeoutMs} ms: ${what}\n${more()}`).toBe(true)
}
