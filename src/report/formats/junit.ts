/**
 * `--format junit`: a test case for each diagnostic. What fails the check is a failure; the others pass, with
 * their message as output. A check without diagnostics is one case that passes.
 */
import { type Diagnostic, renderDiagnostic, summarizeDiagnostic } from '../diagnostic.ts'
import { type CheckReport, isFailure } from './check-report.ts'

const NAME = 'kubezone check'

export function formatJunit(report: CheckReport): string {
  const { diagnostics } = report
  const failures = diagnostics.filter((one) => isFailure(one, report)).length
  const cases = diagnostics.map((one) => caseOf(one, isFailure(one, report)))
  if (cases.length === 0) cases.push(`    <testcase classname="${NAME}" name="no diagnostics"/>`)
  const counts = `tests="${cases.length}" failures="${failures}" errors="0" skipped="0"`
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="${NAME}" ${counts}>`,
    `  <testsuite name="${NAME}" ${counts}>`,
    ...cases,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n')
}

function caseOf(one: Diagnostic, isFailed: boolean): string {
  const { file, line, column, code, severity, message } = one
  const place = line === 0 ? file : `${file}:${line}:${column}`
  const where = line === 0 ? '' : ` line="${line}"`
  const head = `    <testcase classname="${escape(file)}" name="${escape(`${code} ${place}`)}" file="${escape(file)}"${where}>`
  const body = isFailed
    ? `      <failure type="${severity}" message="${escape(message)}">${escape(renderDiagnostic(one)).replaceAll('&#10;', '\n')}</failure>`
    : `      <system-out>${escape(summarizeDiagnostic(one))}</system-out>`
  return [head, body, '    </testcase>'].join('\n')
}

const REFERENCES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
}

/**
 * XML 1.0 §2.2: most control characters, halves of pairs and two noncharacters cannot be written in any way,
 * so they become escapes such as `\u001b`. Line ends in attributes need references, to stay.
 */
function escape(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, (one) => {
      const code = one.codePointAt(0) ?? 0
      return `\\u${code.toString(16).padStart(4, '0')}`
    })
    .replace(/[&<>"\t\n\r]/g, (one) => REFERENCES[one] ?? one)
}
