/**
 * Collects what is wrong with a configuration. The same fact at the same place is kept once, however often a snippet or
 * file that holds it is imported, and what is kept is bounded: a broken file of a megabyte must not become a report of
 * a hundred.
 */
import { type Diagnostic, diagnostic } from '../report/diagnostic.ts'
import type { Report } from './token.ts'

/** Nobody reads more at a time; a file with so many problems is not a Corefile. */
export const MAX_DIAGNOSTICS = 200

export class DiagnosticCollector {
  readonly diagnostics: Diagnostic[] = []
  /** As a value of its own, to be handed to parsers and plugins. */
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
