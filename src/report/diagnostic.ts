/**
 * Diagnostics: facts about files and configurations, each with a stable code, a severity and a place. Parsers
 * report diagnostics and continue; no content of a file makes them throw. `renderDiagnostic` prints one as
 * `FILE:LINE:COLUMN: severity: message [CODE]`, followed by the line of the file and a caret under the place.
 */
import { CODES, type Code, type Severity } from './codes.ts'
import { dotted, visible } from './visible.ts'

/** A place in a text file. Lines and columns count from 1; a column counts UTF-16 units, as editors do. */
export interface Place {
  readonly file: string
  readonly line: number
  readonly column: number
  /** The source of the text there, such as the template of a rendered document, if the text names it. */
  readonly source?: string
}

export interface Diagnostic {
  readonly code: Code
  readonly severity: Severity
  /** One sentence without a full stop: what was found and what was expected. */
  readonly message: string
  readonly file: string
  /** 0 for the file as a whole. */
  readonly line: number
  readonly column: number
  /** The text of the line, if known; printed with the caret. */
  readonly sourceLine?: string
  /** How many columns the caret underlines; 1 if left out. */
  readonly length?: number
  /** An instruction: "did you mean …", a command, a remedy. */
  readonly hint?: string
  /** The diagnostics that this one stands for; left out if it stands for itself. */
  readonly each?: () => readonly Diagnostic[]
}

export type DiagnosticDetails = Partial<Pick<Diagnostic, 'sourceLine' | 'length' | 'hint'>>

/** Makes a diagnostic with the severity of its code. `place`: a file name for the file as a whole. */
export function diagnostic(
  code: Code,
  place: Place | string,
  message: string,
  details: DiagnosticDetails = {},
): Diagnostic {
  const where: Place = typeof place === 'string' ? { file: place, line: 0, column: 0 } : place
  const { file, line, column } = where
  return { code, severity: CODES[code], message: message + madeFrom(where), file, line, column, ...details }
}

export function isError(one: Diagnostic): boolean {
  return one.severity === 'error'
}

/** What begins a command in the log of a CI job; a file of a pull request may have any name. */
const COMMAND = /^(?=\s*(?:::|##\[))/

/** `FILE:LINE:COLUMN`, or `FILE` for the file as a whole. */
export function formatPlace(place: Place): string {
  const file = visible(place.file.replace(COMMAND, './$&'))
  return place.line === 0 ? file : `${file}:${place.line}:${place.column}${madeFrom(place)}`
}

function madeFrom({ source }: Place): string {
  return source === undefined ? '' : ` (from ${source})`
}

/** The diagnostic in one line, for logs. */
export function summarizeDiagnostic(one: Diagnostic): string {
  const hint = one.hint === undefined ? '' : ` (${one.hint})`
  return visible(`${formatPlace(one)}: ${one.severity}: ${one.message}${hint} [${one.code}]`)
}

/** Whether two lists have the same summaries. */
export function sameDiagnostics(a: readonly Diagnostic[], b: readonly Diagnostic[]): boolean {
  return (
    a.length === b.length &&
    a.every((one, i) => summarizeDiagnostic(one) === summarizeDiagnostic(b[i] ?? one))
  )
}

/** The diagnostic for a terminal: the summary, the line of the file, a caret and the hint. */
export function renderDiagnostic(one: Diagnostic): string {
  const lines = [visible(`${formatPlace(one)}: ${one.severity}: ${one.message} [${one.code}]`)]
  if (one.sourceLine !== undefined && one.line > 0) {
    const number = String(one.line)
    const { text, column } = windowOf(one.sourceLine, one.column)
    const underline = '^'.repeat(Math.max(1, Math.min(one.length ?? 1, text.length - column + 1)))
    lines.push(`  ${number} | ${text}`)
    lines.push(`  ${' '.repeat(number.length)} | ${padding(text, column)}${underline}`)
  }
  if (one.hint !== undefined) lines.push(`  hint: ${visible(one.hint)}`)
  return lines.join('\n')
}

/** The printed part of a line, in characters; minified JSON has lines of megabytes. */
const WINDOW = 160

function windowOf(line: string, column: number): { text: string; column: number } {
  const start = Math.max(0, Math.min(column - 1 - WINDOW / 2, line.length - WINDOW))
  const text = dotted(line.slice(start, start + WINDOW))
  return { text, column: Math.min(column - start, text.length + 1) }
}

/** Blanks up to a column. Tabs stay tabs, so that the caret stands under its place at any tab width. */
function padding(text: string, column: number): string {
  return text.slice(0, column - 1).replace(/[^\t]/g, ' ')
}
