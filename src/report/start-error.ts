/** The error of a start or a reload: one error for all problems. */
import type { Diagnostic } from './diagnostic.ts'

/**
 * The configuration cannot be used, or the server cannot listen on an address. The diagnostics and the
 * message hold all details.
 */
export class StartError extends Error {
  readonly diagnostics: readonly Diagnostic[]

  constructor(message: string, diagnostics: readonly Diagnostic[] = []) {
    super(message)
    this.name = 'StartError'
    this.diagnostics = diagnostics
  }
}

/** Converts a thrown value; merges the diagnostics of an `AggregateError`. */
export function asStartError(problem: unknown): StartError {
  if (problem instanceof StartError) return problem
  if (problem instanceof AggregateError) {
    const all = problem.errors.map(asStartError)
    // The message of the first error stands for all: only diagnostics have places.
    const message = all[0]?.message ?? problem.message
    return new StartError(
      message,
      all.flatMap(({ diagnostics }) => diagnostics),
    )
  }
  if (!(problem instanceof Error)) return new StartError(String(problem))
  const diagnostics =
    'diagnostics' in problem && Array.isArray(problem.diagnostics) ? problem.diagnostics : []
  return new StartError(problem.message, diagnostics)
}
