/** `--format gitlab`: the report of code quality that GitLab shows in merge requests. */
import type { Severity } from '../codes.ts'
import { visibleJson } from '../visible.ts'
import type { ArtifactPaths } from './artifact-path.ts'
import type { CheckReport } from './check-report.ts'
import { fingerprints } from './fingerprint.ts'

/** In GitLab's words. */
const SEVERITIES: Readonly<Record<Severity, string>> = { error: 'major', warning: 'minor', info: 'info' }

export function formatGitlab({ diagnostics }: CheckReport, paths: ArtifactPaths): string {
  const prints = fingerprints(diagnostics, paths)
  const entries = diagnostics.map(({ code, severity, message, hint, file, line }, i) => ({
    type: 'issue',
    check_name: code,
    description: hint === undefined ? message : `${message} (${hint})`,
    severity: SEVERITIES[severity],
    fingerprint: prints[i],
    // A diagnostic of a file as a whole has no line, and GitLab wants one.
    location: { path: paths.pathOf(file), lines: { begin: Math.max(1, line) } },
  }))
  return `${visibleJson(JSON.stringify(entries, null, 2))}\n`
}
