/** `--format text`: diagnostics for people, with the line of the file, and a summary at the end. */
import type { Severity } from '../codes.ts'
import { type Diagnostic, renderDiagnostic } from '../diagnostic.ts'
import type { CheckReport, Totals } from './check-report.ts'

export function formatText(report: CheckReport): string {
  return [...report.brief.map(renderDiagnostic), summaryLine(report)].map((one) => `${one}\n`).join('')
}

/** Such as `1 error, 2 warnings, 3 ignored; 46 objects in 11 files make 282 names`. */
export function summaryLine({ diagnostics, ignored, totals }: CheckReport): string {
  const counts = [count(diagnostics, 'error'), count(diagnostics, 'warning')]
  if (ignored > 0) counts.push(`${ignored} ignored`)
  return [counts.join(', '), ...totals.map(totalsText)].join('; ')
}

function totalsText({ objects, files, names }: Totals): string {
  return `${objects} objects in ${files} files make ${names} names`
}

function count(found: readonly Diagnostic[], severity: Severity): string {
  const number = found.filter((one) => one.severity === severity).length
  return `${number} ${severity}${number === 1 ? '' : 's'}`
}
