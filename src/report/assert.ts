/**
 * Assertions about this program itself, which stay in: a claim that does not hold is a fault of ours, and an exception says
 * which one. What a packet, a manifest or a Corefile contains is never asserted.
 */

/** `claim`: what always holds, as a sentence in the present tense. */
export function assert(condition: boolean, claim: string): asserts condition {
  if (!condition) throw failure(claim, assert)
}

/** A value that is always there; `claim` says so. */
export function present<Value>(value: Value | null | undefined, claim: string): Value {
  if (value === null || value === undefined) throw failure(claim, present)
  return value
}

/** Its stack begins where the assertion stands, which is the place that the log names. */
function failure(claim: string, above: (...args: never[]) => unknown): Error {
  const error = new Error(`it does not hold that ${claim}`)
  Error.captureStackTrace(error, above)
  return error
}
