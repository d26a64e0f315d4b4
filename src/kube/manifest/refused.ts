/**
 * An object that an API server would refuse. It is not served and leaves nothing of itself behind; its last
 * good version stays in force.
 */
import type { Diagnostic } from '../../report/diagnostic.ts'

/** The identity of a refused object. `null`: the document does not state this part, or states it wrongly. */
export interface RefusedObject {
  readonly kind: string | null
  /** Empty for a cluster-scoped kind. */
  readonly namespace: string | null
  readonly name: string | null
  /** The indexes of its errors among the diagnostics of the file. */
  readonly errors: readonly number[]
}

/** A refused object with its errors themselves. */
export interface Refusal extends Omit<RefusedObject, 'errors'> {
  readonly errors: readonly Diagnostic[]
}

export function refusalsOf(
  refused: readonly RefusedObject[],
  diagnostics: readonly Diagnostic[],
): readonly Refusal[] {
  return refused.map((one) => ({ ...one, errors: one.errors.flatMap((i) => diagnostics[i] ?? []) }))
}
