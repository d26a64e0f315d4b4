/**
 * Assertions about this program itself, which stay in production: a false claim is a fault of kubezone's, and
 * the exception names it. Code never asserts what a packet, a manifest or a Corefile contains.
 */

/** `claim`: the invariant, as a sentence in the present tense. */
export function assert(condition: boolean, claim: string): asserts condition {
  if (!condition) throw failure(claim, assert)
}

/** Returns a value that is never `null` or `undefined`; `claim` says why. */
export function present<Value>(value: Value | null | undefined, claim: string): Value {
  if (value === null || value === undefined) throw failure(claim, present)
  return value
}

/** The stack begins at the assertion, so that the log names that place. */
function failure(claim: string, above: (...args: never[]) => unknown): Error {
  const error = new Error(`assertion failed: ${claim}`)
  Error.captureStackTrace(error, above)
  return error
}
