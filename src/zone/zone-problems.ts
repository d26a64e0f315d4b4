/**
 * The diagnostics of one zone, up to a limit for each code; a last diagnostic of the code counts the others.
 */
import { type Code, CODES } from '../report/codes.ts'
import { type Diagnostic, type DiagnosticDetails, diagnostic, type Place } from '../report/diagnostic.ts'

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

  /** `place`: a function is called only if the diagnostic is kept, because a search may take long. */
  add(
    code: Code,
    place: Place | string | (() => Place | string),
    message: string,
    details?: DiagnosticDetails,
  ): void {
    if (CODES[code] === 'error') this.#errors++
    const known = this.#counts.get(code)
    if (known !== undefined && ++known.count > MAX_KEPT) return
    const one = diagnostic(code, typeof place === 'function' ? place() : place, message, details)
    this.#kept.push(one)
    if (known === undefined) this.#counts.set(code, { file: one.file, count: 1 })
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
