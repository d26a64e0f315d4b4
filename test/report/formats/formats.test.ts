/** What each format makes of diagnostics, with names and texts that break formats. */
import { expect, test } from 'vitest'
import type { Code } from '../../../src/report/codes.ts'
import { type Diagnostic, diagnostic, type DiagnosticDetails } from '../../../src/report/diagnostic.ts'
import { ArtifactPaths } from '../../../src/report/formats/artifact-path.ts'
import { type CheckReport, countSeverities } from '../../../src/report/formats/check-report.ts'
import { fingerprints } from '../../../src/report/formats/fingerprint.ts'
import { formatGithub } from '../../../src/report/formats/github.ts'
import { formatGitlab } from '../../../src/report/formats/gitlab.ts'
import { formatJson } from '../../../src/report/formats/json.ts'
import { formatJunit } from '../../../src/report/formats/junit.ts'
import { formatSarif } from '../../../src/report/formats/sarif.ts'
import { formatText } from '../../../src/report/formats/text.ts'

const PATHS = new ArtifactPaths('/repo', {})

function reportOf(diagnostics: readonly Diagnostic[], isStrict = false): CheckReport {
  const counts = countSeverities(diagnostics)
  const totals = [{ objects: 3, files: 2, names: 50 }]
  return { diagnostics, brief: diagnostics, counts, ignored: 0, totals, isStrict }
}

const at = (
  code: Code,
  file: string,
  message: string,
  details: DiagnosticDetails = {},
  line = 12,
): Diagnostic => diagnostic(code, { file, line, column: 5 }, message, details)

/** A line feed, `%`, `:`, `,`, a quote, letters beyond ASCII and beyond 16 bits, an escape, two commands. */
const HOSTILE = 'a b/100%25:x,\n::error::"é"\u{1f600}\u001b[31m]]>&<x>.yaml'

test('text ends with counts, and with what is ignored if there is any', () => {
  const report = reportOf([at('KZ_PORT_NAME', 'a.yaml', 'one'), at('KZ_PORT_VALUE', 'a.yaml', 'two')])
  expect(formatText(report)).toBe(
    'a.yaml:12:5: warning: one [KZ_PORT_NAME]\na.yaml:12:5: error: two [KZ_PORT_VALUE]\n' +
      '1 error, 1 warning; 3 objects in 2 files make 50 names\n',
  )
  expect(formatText({ ...report, ignored: 2 })).toContain('1 error, 1 warning, 2 ignored; 3 objects')
})

const pathOf = (file: string, folder: string, environment: Record<string, string> = {}): string =>
  new ArtifactPaths(folder, environment).pathOf(file)

test('paths are relative to the root of the repository, where the variables of CI name it', () => {
  expect(pathOf('./m/../web.yaml', '/repo')).toBe('web.yaml')
  expect(pathOf('/repo/web.yaml', '/repo')).toBe('web.yaml')
  expect(pathOf('web.yaml', '/repo/sub', { GITHUB_WORKSPACE: '/repo' })).toBe('sub/web.yaml')
  expect(pathOf('web.yaml', '/repo/sub', { CI_PROJECT_DIR: '/repo' })).toBe('sub/web.yaml')
  expect(pathOf('web.yaml', '/other', { GITHUB_WORKSPACE: '/repo' })).toBe('web.yaml')
  expect(pathOf('../..web.yaml', '/repo')).toBe('/..web.yaml')
  expect(pathOf('..web.yaml', '/repo')).toBe('..web.yaml')
  expect(pathOf('standard input', '/repo')).toBe('standard input')
})

test('URIs hold every name, relative within the repository', () => {
  expect(PATHS.uriOf('a:b c.yaml')).toBe('a%3Ab%20c.yaml')
  expect(PATHS.uriOf('/elsewhere/a%.yaml')).toBe('file:///elsewhere/a%25.yaml')
  expect(decodeURIComponent(PATHS.uriOf(HOSTILE))).toBe(HOSTILE)
  expect(PATHS.uriOf('\ud800.yaml')).toBe('%EF%BF%BD.yaml')
})

test('github: a command is one line, with the escapes that the runner decodes', () => {
  const one = at('KZ_PORT_NAME', HOSTILE, '50% of\r\n::add-mask::it', { hint: 'so' })
  const [command, summary] = formatGithub(reportOf([one]), PATHS).split('\n')
  expect(command).toBe(
    '::warning file=a b/100%2525%3Ax%2C%0A%3A%3Aerror%3A%3A"é"\u{1f600}\\u001b[31m]]>&<x>.yaml,' +
      'line=12,col=5,title=KZ_PORT_NAME::50%25 of%0D%0A::add-mask::it%0Ahint: so',
  )
  expect(summary).toBe('0 errors, 1 warning; 3 objects in 2 files make 50 names')
})

test('github: severities are commands, and a file as a whole has no line', () => {
  const lines = formatGithub(
    reportOf([
      diagnostic('KZ_FOLDER_EMPTY', 'm', 'empty'),
      at('KZ_PORT_VALUE', 'a', 'b'),
      at('KZ_SERVICE_NO_PODS', 'a', 'b'),
    ]),
    PATHS,
  ).split('\n')
  expect(lines.slice(0, 3)).toEqual([
    '::warning file=m,title=KZ_FOLDER_EMPTY::empty',
    '::error file=a,line=12,col=5,title=KZ_PORT_VALUE::b',
    '::notice file=a,line=12,col=5,title=KZ_SERVICE_NO_PODS::b',
  ])
})

test('gitlab: every entry has a fingerprint of its own, a path and a line', () => {
  const same = at('KZ_PORT_VALUE', HOSTILE, 'wrong')
  const entries = JSON.parse(
    formatGitlab(reportOf([same, same, diagnostic('KZ_FOLDER_EMPTY', 'm', 'empty')]), PATHS),
  )
  expect(entries).toMatchObject([
    { check_name: 'KZ_PORT_VALUE', severity: 'major', location: { path: HOSTILE, lines: { begin: 12 } } },
    { check_name: 'KZ_PORT_VALUE', severity: 'major', location: { path: HOSTILE, lines: { begin: 12 } } },
    { check_name: 'KZ_FOLDER_EMPTY', severity: 'minor', location: { path: 'm', lines: { begin: 1 } } },
  ])
  const prints = entries.map(({ fingerprint }: { fingerprint: string }) => fingerprint)
  expect(new Set(prints).size).toBe(3)
})

test('json: hidden characters are escapes, and every key is always there', () => {
  const text = formatJson(
    reportOf([at('KZ_PORT_VALUE', HOSTILE, 'x'), diagnostic('KZ_FOLDER_EMPTY', 'm', 'empty')]),
  )
  // oxlint-disable-next-line no-control-regex -- the very characters that must not be there
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/)
  expect(JSON.parse(text)).toEqual({
    version: 1,
    diagnostics: [
      {
        code: 'KZ_PORT_VALUE',
        severity: 'error',
        message: 'x',
        hint: null,
        file: HOSTILE,
        line: 12,
        column: 5,
        length: 1,
        text: null,
      },
      {
        code: 'KZ_FOLDER_EMPTY',
        severity: 'warning',
        message: 'empty',
        hint: null,
        file: 'm',
        line: null,
        column: null,
        length: null,
        text: null,
      },
    ],
    summary: {
      errors: 1,
      warnings: 1,
      infos: 0,
      ignored: 0,
      failed: true,
      clusters: [{ objects: 3, files: 2, names: 50 }],
    },
  })
})

test('junit: what fails the check is a failure, and the rest passes', () => {
  const found = [at('KZ_PORT_VALUE', 'a', 'b'), at('KZ_PORT_NAME', 'a', 'c')]
  expect(formatJunit(reportOf(found))).toContain('tests="2" failures="1"')
  expect(formatJunit(reportOf(found, true))).toContain('tests="2" failures="2"')
  expect(formatJunit(reportOf([]))).toContain('<testcase classname="kubezone check" name="no diagnostics"/>')
})

test('junit: nothing in a name or a message leaves its attribute or element', () => {
  const xml = formatJunit(reportOf([at('KZ_PORT_VALUE', HOSTILE, 'a\u0000\ufffe\ud800"<&\n')]))
  // XML 1.0 §2.2: the characters of a document.
  expect(xml).toMatch(/^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u)
  const file = /file="([^"<]*)"/.exec(xml)?.[1] ?? ''
  expect(unescaped(file)).toBe(HOSTILE.replace('\u001b', '\\u001b'))
  expect(unescaped(/message="([^"<]*)"/.exec(xml)?.[1] ?? '')).toBe('a\\u0000\\ufffe\\ud800"<&\n')
  expect(xml.match(/<\/?[a-z-]+/g)).toEqual([
    '<testsuites',
    '<testsuite',
    '<testcase',
    '<failure',
    '</failure',
    '</testcase',
    '</testsuite',
    '</testsuites',
  ])
})

function unescaped(text: string): string {
  const plain = text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#10;', '\n')
  return plain.replaceAll('&amp;', '&')
}

test('sarif: one run with the rules that occur, and results that refer to them', () => {
  const found = [
    at('KZ_PORT_VALUE', 'm/a b.yaml', 'x', { sourceLine: '    port: 99999', length: 5 }),
    at('KZ_PORT_NAME', 'm/a b.yaml', 'y', { hint: 'do so' }),
    at('KZ_SERVICE_NO_PODS', 'm/a b.yaml', 'z', { sourceLine: '    {', length: 900 }),
    diagnostic('KZ_FOLDER_EMPTY', 'm', 'empty'),
  ]
  const log = JSON.parse(formatSarif(reportOf(found), PATHS, (code) => `https://example.org/#${code}`))
  expect(log).toMatchObject({ version: '2.1.0', runs: [{ columnKind: 'utf16CodeUnits' }] })
  const [{ tool, results }] = log.runs
  const { rules } = tool.driver
  for (const rule of rules) {
    expect(rule.helpUri).toBe(`https://example.org/#${rule.id}`)
    for (const text of [rule.shortDescription.text, rule.fullDescription.text, rule.help.text]) {
      expect(text).toMatch(/^[A-Z`].*\S$/s)
      expect(text).not.toContain('](')
    }
    // Code scanning cuts longer ones off.
    expect(rule.fullDescription.text.length).toBeLessThanOrEqual(1024)
  }
  expect(results.map(({ ruleIndex }: { ruleIndex: number }) => rules[ruleIndex].id)).toEqual(
    found.map(({ code }) => code),
  )
  expect(results.map(({ level }: { level: string }) => level)).toEqual([
    'error',
    'warning',
    'note',
    'warning',
  ])
  const places = results.map(({ locations: [{ physicalLocation }] }: SarifResult) => physicalLocation)
  const file = { uri: 'm/a%20b.yaml' }
  expect(places).toEqual([
    {
      artifactLocation: file,
      region: { startLine: 12, startColumn: 5, endColumn: 10, snippet: { text: '    port: 99999' } },
    },
    { artifactLocation: file, region: { startLine: 12, startColumn: 5 } },
    {
      artifactLocation: file,
      region: { startLine: 12, startColumn: 5, endColumn: 6, snippet: { text: '    {' } },
    },
    { artifactLocation: { uri: 'm' } },
  ])
  expect(results[1].message.text).toBe('y (do so)')
})

interface SarifResult {
  readonly locations: readonly [{ readonly physicalLocation: unknown }]
}

test('a fingerprint stays when lines move, and differs for another line, file, code or message', () => {
  const base = at('KZ_OBJECT_DUPLICATE', 'a.yaml', 'also defined at b.yaml:7:1', { sourceLine: ' kind: Pod' })
  const moved = {
    ...base,
    line: 40,
    column: 3,
    message: 'also defined at b.yaml:9:1',
    sourceLine: 'kind: Pod',
  }
  expect(fingerprints([moved], PATHS)).toEqual(fingerprints([base], PATHS))
  const others: Diagnostic[] = [
    { ...base, sourceLine: 'kind: Node' },
    { ...base, file: 'c.yaml' },
    { ...base, code: 'KZ_PORT_NAME' },
    { ...base, message: 'else' },
  ]
  const all = [base, ...others].map((one) => fingerprints([one], PATHS)[0])
  expect(new Set(all).size).toBe(5)
})
