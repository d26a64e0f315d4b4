/** Why a start, or a reload, comes to nothing: one error for everything that has gone wrong. */
import type { Diagnostic } from './diagnostic.ts'

/** The configuration cannot be used, or an address cannot be had. Everything to be said is in the diagnostics or the message. */
export class StartError extends Error {
  readonly diagnostics: readonly Diagnostic[]

  constructor(message: string, diagnostics: readonly Diagnostic[] = []) {
    super(message)
    this.name = 'StartError'
    this.diagnostics = diagnostics
  }
}

/** What was thrown; of several things all that they have to say. */
export function asStartError(problem: unknown): StartError {
  if (problem instanceof StartError) return problem
  if (problem instanceof AggregateError) {
    const all = problem.errors.map(asStartError)
    // Without places, the first is enough.
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
