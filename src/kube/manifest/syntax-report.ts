/** Reports what is wrong or odd about the YAML of a document. */
import { YamlSyntaxError } from '../../yaml/syntax-error.ts'
import { missingBlank, quote } from './fields.ts'
import { holdsSecrets, type ManifestFindings, namesOnlyShownKinds } from './findings.ts'
import type { ManifestText, Span } from './text.ts'
import type { Oddities } from './yaml-document.ts'

/** `isQuoted`: the diagnostic may show text of the document. */
export function reportSyntax(
  error: YamlSyntaxError,
  text: ManifestText,
  document: Span,
  findings: ManifestFindings,
  isQuoted: boolean,
): void {
  const start = Math.min(document.start + error.position, document.end)
  const span = { start, end: start + 1 }
  if (error.isLimit) {
    const message = `this document exceeds a limit, expected ${error.expected}`
    findings.add('KZ_FILE_LIMIT', span, message, undefined, isQuoted)
    return
  }
  const named = error.named !== null && isQuoted ? ` ${quote(error.named)}` : ''
  const message = `this document is not valid YAML: ${error.reason}${named}, expected ${error.expected}`
  const hint = isQuoted
    ? missingSpace(text.text.slice(document.start, document.end), error.position)
    : undefined
  findings.add('KZ_FILE_SYNTAX', span, message + beforeText(error, text, document), hint, isQuoted)
}

/** The hint where the line of a fault, or the line before, is a key without a space behind its colon. */
function missingSpace(source: string, position: number): string | undefined {
  const start = source.lastIndexOf('\n', position - 1) + 1
  const [own = ''] = source.slice(start).split('\n', 1)
  const before = source.slice(0, start).trimEnd()
  for (const line of [own.trimEnd(), before.slice(before.lastIndexOf('\n') + 1)]) {
    const [, key, value] = /^[ -]*([A-Za-z]\w*):([^\s:/].*)$/.exec(line) ?? []
    if (key === undefined || value === undefined) continue
    return `write ${quote(`${key}: ${value}`)}: a key has a space after its ":"`
  }
  return undefined
}

/** ` before line 6`, where something is missing before that. */
function beforeText({ before }: YamlSyntaxError, text: ManifestText, document: Span): string {
  if (before === null) return ''
  const at = document.start + before
  return at >= document.end ? ' before the end of the document' : ` before line ${text.place(at).line}`
}

/** Reports equal keys in a document. */
export function reportRepeatedKeys(
  { repeatedKeys }: Oddities,
  text: ManifestText,
  findings: ManifestFindings,
  source: string,
): void {
  if (repeatedKeys.length === 0) return
  const isQuoted = namesOnlyShownKinds(source, true)
  const namesKeys = isQuoted || !holdsSecrets(source)
  for (const { key, first, second, isInRoot } of repeatedKeys) {
    const named = namesKeys ? ` ${quote(key)}` : ''
    const line = text.place(first.start).line
    const message = `the key${named} is already on line ${line}: the last one counts, as for kubectl`
    findings.add('KZ_FILE_DUPLICATE_KEY', second, message, hintFor(key, isInRoot), isQuoted)
  }
}

/** Reports the first bracket or quote in a document that goes on too far to the left, and how many do. */
export function reportOutdents(
  { outdents: [first, ...others] }: Oddities,
  text: ManifestText,
  findings: ManifestFindings,
  source: string,
): void {
  if (first === undefined) return
  const { opener, at } = first
  const character = text.text.charAt(opener.start)
  const opened = `${character === '"' ? character : `"${character}"`} of line ${text.place(opener.start).line}`
  const more = others.length === 0 ? '' : `; ${others.length} more in this document`
  const message = `this belongs to the ${opened}, but is not right of the key before it: kubectl reads it, other YAML parsers refuse it${more}`
  const isQuoted = namesOnlyShownKinds(source, true)
  findings.add('KZ_FILE_INDENTATION', at, message, 'indent it by two more spaces', isQuoted)
}

function hintFor(key: string, isInRoot: boolean): string {
  if (isInRoot && (key === 'apiVersion' || key === 'kind')) {
    return 'write "---" on a line of its own before a second object'
  }
  return key.startsWith('-') ? missingBlank(key) : 'remove one of them'
}
