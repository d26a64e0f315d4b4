/** `--format github`: workflow commands, which GitHub Actions shows as annotations of the changed files. */
import type { Severity } from '../codes.ts'
import type { Diagnostic } from '../diagnostic.ts'
import { visible } from '../visible.ts'
import type { ArtifactPaths } from './artifact-path.ts'
import type { CheckReport } from './check-report.ts'
import { summaryLine } from './text.ts'

const COMMANDS: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'notice' }

export function formatGithub(report: CheckReport, paths: ArtifactPaths): string {
  const lines = [...report.diagnostics.map((one) => commandOf(one, paths)), summaryLine(report)]
  return `${lines.join('\n')}\n`
}

function commandOf(one: Diagnostic, paths: ArtifactPaths): string {
  const { severity, file, line, column, code } = one
  const place = line === 0 ? [] : [`line=${line}`, `col=${column}`]
  const properties = [`file=${propertyText(paths.pathOf(file))}`, ...place, `title=${code}`]
  const hint = one.hint === undefined ? '' : `\nhint: ${one.hint}`
  return `::${COMMANDS[severity]} ${properties.join(',')}::${dataText(`${one.message}${hint}`)}`
}

/** The runner decodes these escapes, and no others: all other hidden characters are made visible. */
function dataText(text: string): string {
  return visible(text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A'))
}

function propertyText(text: string): string {
  return dataText(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
