/**
 * Upper bounds that hold on a busy machine. The limit is a timer of the event loop in which the work runs, too: a machine
 * without time to spare delays both alike, and the loop fires timers in the order in which they are due.
 */
import { setImmediate } from 'node:timers/promises'

/** What a timer sets off, such as the closing of a socket, is over after these turns of the event loop. */
const TURNS = 20

/** Rejects if `work`, which has begun, is not over when timers of `ms` milliseconds have fired, and what they set off is done. */
export async function endsWithin<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      void turns().then(() => reject(new Error(`it has not ended within ${ms} ms`)))
    }, ms)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

async function turns(): Promise<void> {
  for (let i = 0; i < TURNS; i++) await setImmediate()
}
