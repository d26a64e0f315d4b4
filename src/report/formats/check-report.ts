/** What a run of `check` found: the input of every format. */
import type { Severity } from '../codes.ts'
import type { Diagnostic } from '../diagnostic.ts'

export interface CheckReport {
  /** In the order in which they were found, without those that are ignored. Each stands for one place. */
  readonly diagnostics: readonly Diagnostic[]
  /** The same for people: one diagnostic stands for many of one mistake, and its message tells how many. */
  readonly brief: readonly Diagnostic[]
  /** How many there are of each severity; of a file whose text is not shown, each counts. */
  readonly counts: Readonly<Record<Severity, number>>
  readonly ignored: number
  /** One for each cluster that was checked. */
  readonly totals: readonly Totals[]
  /** Whether warnings fail the check. */
  readonly isStrict: boolean
}

/** `objects` in `files` files make `names` names. */
export interface Totals {
  readonly objects: number
  readonly files: number
  readonly names: number
}

/** Whether a diagnostic fails the check. */
export function isFailure({ severity }: Diagnostic, { isStrict }: Pick<CheckReport, 'isStrict'>): boolean {
  return severity === 'error' || (isStrict && severity === 'warning')
}

export function hasFailed(report: CheckReport): boolean {
  return report.diagnostics.some((one) => isFailure(one, report))
}

export function countSeverities(diagnostics: readonly Diagnostic[]): Record<Severity, number> {
  const counts = { error: 0, warning: 0, info: 0 }
  for (const { severity } of diagnostics) counts[severity]++
  return counts
}
