/** What the code relies on. A broken assumption throws where it is noticed, instead of becoming a wrong answer elsewhere. */

export function assert(condition: boolean, expected: string): asserts condition {
  if (!condition) throw new Error(`expected ${expected}`)
}

/** A value that has to be there; `what` names it. */
export function present<Value>(value: Value | null | undefined, what: string): Value {
  if (value === null || value === undefined) throw new Error(`expected ${what}`)
  return value
}
