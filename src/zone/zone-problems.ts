/**
 * The diagnostics of one zone, up to a limit for each code; a last diagnostic of the code counts the others.
 */
import type { Code } from '../report/codes.ts'
import {
  type Diagnostic,
  type DiagnosticDetails,
  diagnostic,
  isError,
  type Place,
} from '../report/diagnostic.ts'

/** The number of diagnostics that are kept of each code. */
const MAX_KEPT = 100

export class ZoneProblems {
  readonly #kept: Diagnostic[] = []
  readonly #counts = new Map<Code, { readonly file: string; count: number }>()
  #errors = 0

  /** The number of errors, with those that are not kept. */
  get errors(): number {
    return this.#errors
  }

  add(code: Code, place: Place | string, message: string, details?: DiagnosticDetails): void {
    const one = diagnostic(code, place, message, details)
    if (isError(one)) this.#errors++
    const known = this.#counts.get(code) ?? { file: one.file, count: 0 }
    this.#counts.set(code, known)
    if (++known.count <= MAX_KEPT) this.#kept.push(one)
  }

  /** In the order in which they were added. */
  finish(): readonly Diagnostic[] {
    const more = [...this.#counts].filter(([, { count }]) => count > MAX_KEPT)
    const counted = more.map(([code, { file, count }]) =>
      diagnostic(code, file, `${count - MAX_KEPT} more problems are not shown`),
    )
    return [...this.#kept, ...counted]
  }
}
