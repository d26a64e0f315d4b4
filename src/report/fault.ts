/** Describes a fault: an error of kubezone itself. The place is the first frame of the stack. */
import { visible } from './visible.ts'

/** URL of the folder of kubezone's modules; a place is relative to it. */
const ROOT = new URL('..', import.meta.url).href

/** A thrown value that is not an `Error` has no place. */
export function describeFault(problem: unknown): {
  readonly [part in 'message' | 'place' | 'stack']: string
} {
  if (!(problem instanceof Error)) {
    const kind = typeof problem
    const message = kind === 'object' || kind === 'function' ? `a value of type ${kind}` : String(problem)
    return { message: visible(message), place: 'an unknown place', stack: 'no stack: not an Error' }
  }
  const stack = problem.stack ?? ''
  // The message, which stands before the frames, can have lines that look like one.
  const at = stack.indexOf(problem.message)
  const frames = at === -1 ? stack : stack.slice(at + problem.message.length)
  const frame = /^ *at (.+)$/m.exec(frames)?.[1]
  return {
    message: visible(problem.message),
    place: frame?.replace(ROOT, '') ?? 'an unknown place',
    stack,
  }
}
