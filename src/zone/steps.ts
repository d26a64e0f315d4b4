/**
 * Long work in small steps: a generator that yields after each name or object, so that its caller can serve
 * queries in between. Its result becomes visible when it returns.
 */
export type Steps<Result> = Generator<undefined, Result>

/** Runs all steps without a pause. */
export function complete<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
  }
}
