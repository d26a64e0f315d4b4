/**
 * `--format sarif`: SARIF 2.1.0, which code scanning and editors read. Rules are the codes that occur, with
 * their pages as help.
 */
import type { Code, Severity } from '../codes.ts'
import type { Diagnostic } from '../diagnostic.ts'
import { findPage, pageText, plainText, severityOf } from '../pages/code-page.ts'
import { VERSION } from '../version.ts'
import { visibleJson } from '../visible.ts'
import type { ArtifactPaths } from './artifact-path.ts'
import type { CheckReport } from './check-report.ts'
import { fingerprints } from './fingerprint.ts'

const SCHEMA = 'https://json.schemastore.org/sarif-2.1.0.json'
const LEVELS: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'note' }

/** `helpOf`: the address of a code's page in the manual; `null`: there is no manual. */
export function formatSarif(
  { diagnostics }: CheckReport,
  paths: ArtifactPaths,
  helpOf: (code: string) => string | null,
): string {
  const codes = [...new Set(diagnostics.map(({ code }) => code))].toSorted()
  const indexes = new Map(codes.map((code, i) => [code, i]))
  const prints = fingerprints(diagnostics, paths)
  const document = {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'kubezone',
            version: VERSION,
            semanticVersion: VERSION,
            rules: codes.map((code) => ruleOf(code, helpOf(code))),
          },
        },
        columnKind: 'utf16CodeUnits',
        results: diagnostics.map((one, i) => ({
          ruleId: one.code,
          ruleIndex: indexes.get(one.code),
          level: LEVELS[one.severity],
          message: { text: one.hint === undefined ? one.message : `${one.message} (${one.hint})` },
          locations: [{ physicalLocation: locationOf(one, paths) }],
          partialFingerprints: { 'kubezone/v1': prints[i] },
        })),
      },
    ],
  }
  return `${visibleJson(JSON.stringify(document, null, 2))}\n`
}

function ruleOf(code: Code, help: string | null): object {
  const severity = severityOf(code) ?? 'warning'
  const markdown = pageText(code) ?? code
  const { meaning, detail } = findPage(code) ?? { meaning: code }
  return {
    id: code,
    name: pascalCase(code),
    shortDescription: { text: sentence(plainText(meaning)) },
    fullDescription: {
      text: plainText(detail === undefined ? sentence(meaning) : `${sentence(meaning)} ${detail}`),
    },
    help: { text: plainText(markdown), markdown },
    ...(help === null ? {} : { helpUri: help }),
    defaultConfiguration: { level: LEVELS[severity] },
    properties: {
      'problem.severity': severity === 'info' ? 'recommendation' : severity,
      tags: ['dns', 'kubernetes'],
    },
  }
}

/** A file as a whole has no region. */
function locationOf({ file, line, column, length, sourceLine }: Diagnostic, paths: ArtifactPaths): object {
  const artifactLocation = { uri: paths.uriOf(file) }
  if (line === 0) return { artifactLocation }
  // What a diagnostic marks may end in a later line.
  const end = Math.min(column + (length ?? 1), Math.max(column + 1, (sourceLine?.length ?? 0) + 1))
  const region = {
    startLine: line,
    startColumn: column,
    ...(sourceLine === undefined ? {} : { endColumn: end, snippet: { text: sourceLine } }),
  }
  return { artifactLocation, region }
}

/** `KZ_PORT_NAME`: `PortName`. */
function pascalCase(code: string): string {
  const words = code.toLowerCase().split('_').slice(1)
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
}
