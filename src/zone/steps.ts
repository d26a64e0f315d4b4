/**
 * Long work in small steps: a generator that pauses after each name or object, so that whoever runs it can let queries pass
 * in between. What it builds becomes visible only when it is done.
 */
export type Steps<Result> = Generator<undefined, Result>

/** All steps at once. */
export function complete<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
  }
}
