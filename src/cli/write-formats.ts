/** Writes what `check` found, in each format that `--format` names. */
import { existsSync, writeFileSync } from 'node:fs'
import { ArtifactPaths } from '../report/formats/artifact-path.ts'
import type { CheckReport } from '../report/formats/check-report.ts'
import { problemOf } from '../report/system-error.ts'
import type { FormatChoice, FormatName } from './check-format.ts'

const TEXT: FormatChoice = { name: 'text', file: null }

/**
 * Writes a report in each format. Standard output has the text for people, if no other format is chosen for
 * it. Throws if a file cannot be written.
 */
export async function writeFormats(
  report: CheckReport,
  chosen: readonly FormatChoice[],
  write: (text: string) => void,
): Promise<void> {
  const paths = new ArtifactPaths(process.cwd(), process.env)
  const all = chosen.some(({ file }) => file === null) ? chosen : [...chosen, TEXT]
  for (const { name, file } of all) {
    const text = await FORMATTERS[name](report, paths)
    if (file === null) write(text)
    else writeReport(file, text)
  }
}

function writeReport(file: string, text: string): void {
  try {
    writeFileSync(file, text)
  } catch (problem) {
    throw new Error(`the report cannot be written to ${file}: ${problemOf(problem)}`, { cause: problem })
  }
}

/** Each loads only what it needs. */
const FORMATTERS: Readonly<
  Record<FormatName, (report: CheckReport, paths: ArtifactPaths) => Promise<string>>
> = {
  text: async (report) => (await import('../report/formats/text.ts')).formatText(report),
  json: async (report) => (await import('../report/formats/json.ts')).formatJson(report),
  sarif: async (report, paths) =>
    (await import('../report/formats/sarif.ts')).formatSarif(report, paths, helpOf),
  github: async (report, paths) => (await import('../report/formats/github.ts')).formatGithub(report, paths),
  gitlab: async (report, paths) => (await import('../report/formats/gitlab.ts')).formatGitlab(report, paths),
  junit: async (report) => (await import('../report/formats/junit.ts')).formatJunit(report),
}

/** From dist/ and from src/cli/. */
const PAGES = ['../docs/reference/codes.md', '../../docs/reference/codes.md']

/**
 * The address of a code's page: below `KUBEZONE_MANUAL`, the address of docs/, or else in the manual of this
 * installation.
 */
function helpOf(code: string): string | null {
  const anchor = `#${code.toLowerCase()}`
  const manual = process.env['KUBEZONE_MANUAL'] ?? ''
  if (URL.canParse(manual)) return `${manual.replace(/\/$/, '')}/reference/codes.md${anchor}`
  const page = PAGES.map((path) => new URL(path, import.meta.url)).find((one) => existsSync(one))
  return page === undefined ? null : `${page.href}${anchor}`
}
