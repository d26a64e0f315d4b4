/**
 * Assertions about this program itself, which stay in: a claim that does not hold is a fault of ours, and an exception says
 * which one. What a packet, a manifest or a Corefile contains is never asserted.
 */

/** `claim`: what always holds, as a sentence in the present tense. */
export function assert(condition: boolean, claim: string): asserts condition {
  if (!condition) throw new Error(`a fault in kubezone: it does not hold that ${claim}`)
}

/** A value that is always there; `claim` says so. */
export function present<Value>(value: Value | null | undefined, claim: string): Value {
  assert(value !== null && value !== undefined, claim)
  return value
}
