/** Reports a YAML syntax error: at an unclosed bracket if there is one, or else where the parser stopped. */
import type { ManifestFindings } from './findings.ts'
import type { ManifestText, Span } from './text.ts'
import { explainYamlError } from './yaml-document.ts'
import { explainSyntax, explainUnclosed, unclosedBracket } from './yaml-reasons.ts'

/** `isQuoted`: the diagnostic may show text of the document. */
export function reportSyntax(
  error: unknown,
  text: ManifestText,
  document: Span,
  findings: ManifestFindings,
  isQuoted: boolean,
): void {
  const { reason, position } = explainYamlError(error)
  const start = Math.min(document.start + position, document.end)
  const source = text.text.slice(document.start, document.end)
  const bracket = unclosedBracket(reason, source, position)
  if (bracket !== null) {
    const at = document.start + bracket
    const before = start >= document.end ? 'the end of the document' : `line ${text.place(start).line}`
    const fault = explainUnclosed(source.charAt(bracket), before)
    findings.add('KZ_FILE_SYNTAX', { start: at, end: at + 1 }, fault, undefined, isQuoted)
    return
  }
  const { code, message } = explainSyntax(reason, isQuoted)
  findings.add(code, { start, end: start + 1 }, message, undefined, isQuoted)
}
