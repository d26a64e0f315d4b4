/** Says where a text is not YAML: at the place where its parser gave up, or better at the bracket that was never closed. */
import type { ManifestFindings } from './findings.ts'
import type { ManifestText, Span } from './text.ts'
import { explainYamlError } from './yaml-document.ts'
import { explainSyntax, explainUnclosed, unclosedBracket } from './yaml-reasons.ts'

/** `isQuoted`: the words of the document may be repeated. */
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
