/** `--format text`: diagnostics for people, with the line of the file, and a summary at the end. */
import { renderDiagnostic } from '../diagnostic.ts'
import type { CheckReport, Totals } from './check-report.ts'

export function formatText(report: CheckReport): string {
  return [...report.brief.map(renderDiagnostic), summaryLine(report)].map((one) => `${one}\n`).join('')
}

/** Such as `1 error, 2 warnings, 3 ignored; 46 objects in 11 files make 282 names`. */
export function summaryLine({ counts, ignored, totals }: CheckReport): string {
  const { error, warning } = counts
  const words = [`${error} error${plural(error)}`, `${warning} warning${plural(warning)}`]
  if (ignored > 0) words.push(`${ignored} ignored`)
  return [words.join(', '), ...totals.map(totalsText)].join('; ')
}

function totalsText({ objects, files, names }: Totals): string {
  return `${objects} objects in ${files} files make ${names} names`
}

function plural(number: number): string {
  return number === 1 ? '' : 's'
}
