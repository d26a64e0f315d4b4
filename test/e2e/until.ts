/** Waiting without fixed sleeps. */
import { setTimeout as delay } from 'node:timers/promises'

/** Resolves as soon as the condition holds; fails with `what`, and perhaps more, when the time is up. */
export async function until(
  what: string,
  isTrue: () => boolean | Promise<boolean>,
  timeoutMs = 5000,
  more: () => string = () => '',
): Promise<void> {
  const end = performance.now() + timeoutMs
  while (!(await isTrue())) {
    if (performance.now() > end) throw new Error(`not within ${timeoutMs} ms: ${what}\n${more()}`)
    await delay(5)
  }
}
