/** `--format json`: a stable schema, which docs/reference/check-json.md describes. */
import type { Diagnostic } from '../diagnostic.ts'
import { visibleJson } from '../visible.ts'
import { type CheckReport, hasFailed } from './check-report.ts'

/** Changes only with a change that a reader of the former schema would misunderstand. */
const SCHEMA_VERSION = 1

export function formatJson(report: CheckReport): string {
  const { diagnostics, counts, ignored, totals } = report
  const document = {
    version: SCHEMA_VERSION,
    diagnostics: diagnostics.map(entryOf),
    summary: {
      errors: counts.error,
      warnings: counts.warning,
      infos: counts.info,
      ignored,
      failed: hasFailed(report),
      clusters: totals.map(({ objects, files, names }) => ({ objects, files, names })),
    },
  }
  return `${visibleJson(JSON.stringify(document, null, 2))}\n`
}

/** Every key is always there. */
function entryOf({
  code,
  severity,
  message,
  hint,
  file,
  line,
  column,
  length,
  sourceLine,
}: Diagnostic): object {
  const hasPlace = line > 0
  return {
    code,
    severity,
    message,
    hint: hint ?? null,
    file,
    line: hasPlace ? line : null,
    column: hasPlace ? column : null,
    length: hasPlace ? (length ?? 1) : null,
    text: sourceLine ?? null,
  }
}
