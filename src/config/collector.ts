/**
 * Collects the diagnostics of a configuration. Equal diagnostics at the same place are kept once, however
 * often the snippet or file is imported. Their number is bounded: a broken file of 1 MB must not cause 100 MB
 * of diagnostics.
 */
import { type Diagnostic, diagnostic } from '../report/diagnostic.ts'
import type { Report } from './token.ts'

/** A file with more problems is not a Corefile. */
export const MAX_DIAGNOSTICS = 200

export class DiagnosticCollector {
  readonly diagnostics: Diagnostic[] = []
  /** A bound function, for parsers and plugins. */
  readonly report: Report = (one) => this.#add(one)
  readonly #seen = new Set<string>()

  #add(one: Diagnostic): void {
    if (this.diagnostics.length > MAX_DIAGNOSTICS) return
    const fact = [one.code, one.file, one.line, one.column, one.message].join('\n')
    if (this.#seen.has(fact)) return
    this.#seen.add(fact)
    if (this.diagnostics.length === MAX_DIAGNOSTICS) {
      const message = `more than ${MAX_DIAGNOSTICS} problems; only the first ${MAX_DIAGNOSTICS} are shown`
      this.diagnostics.push(diagnostic('KZ_COREFILE_LIMIT', one.file, message))
      return
    }
    this.diagnostics.push(one)
  }
}
