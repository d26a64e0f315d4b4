/**
 * What kubezone tells people about their files: one value for each fact, with a stable code, a severity and a place.
 * Parsers collect diagnostics and go on; nothing is thrown for what a file contains. `renderDiagnostic` prints one as
 * `FILE:LINE:COLUMN: severity: message [CODE]`, followed by the line itself with a caret under the place.
 */
import { CODES, type Code, type Severity } from './codes.ts'
import { visible } from './visible.ts'

/** A place in a text file. Lines and columns count from 1; a column counts UTF-16 units, as editors do. */
export interface Place {
  readonly file: string
  readonly line: number
  readonly column: number
  /** The file that what stands there was made from, where it says so. */
  readonly source?: string
}

export interface Diagnostic {
  readonly code: Code
  readonly severity: Severity
  /** One sentence without a full stop: what was found and what was expected. */
  readonly message: string
  readonly file: string
  /** 0 where a file as a whole is meant. */
  readonly line: number
  readonly column: number
  /** The text of that line, where it is known; printed with the caret. */
  readonly sourceLine?: string
  /** How many columns the caret underlines; 1 if left out. */
  readonly length?: number
  /** What to do about it: "did you mean …", a command, a remedy. */
  readonly hint?: string
}

export type DiagnosticDetails = Partial<Pick<Diagnostic, 'sourceLine' | 'length' | 'hint'>>

/** Makes a diagnostic of a code; the severity is the code's. `place` may be a file name for a file as a whole. */
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

/** `FILE:LINE:COLUMN`, or the file alone where the file as a whole is meant. */
export function formatPlace(place: Place): string {
  const file = visible(place.file)
  return place.line === 0 ? file : `${file}:${place.line}:${place.column}${madeFrom(place)}`
}

function madeFrom({ source }: Place): string {
  return source === undefined ? '' : ` (from ${source})`
}

/** The diagnostic in one line, without the caret: for logs. */
export function summarizeDiagnostic(one: Diagnostic): string {
  const hint = one.hint === undefined ? '' : ` (${one.hint})`
  return visible(`${formatPlace(one)}: ${one.severity}: ${one.message}${hint} [${one.code}]`)
}

/** The diagnostic as a person reads it at a terminal: the summary, the line of the file, and a caret. */
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

/** The longest part of a line that is worth printing; minified JSON has lines of megabytes. */
const WINDOW = 160
// oxlint-disable-next-line no-control-regex -- control characters of a broken file must not reach a terminal
const NOT_SHOWN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g

function windowOf(line: string, column: number): { text: string; column: number } {
  const start = Math.max(0, Math.min(column - 1 - WINDOW / 2, line.length - WINDOW))
  const text = line.slice(start, start + WINDOW).replace(NOT_SHOWN, '\u00b7')
  return { text, column: Math.min(column - start, text.length + 1) }
}

/** Blanks up to a column, with tabs kept, so that the caret stands under its place however wide a tab is. */
function padding(text: string, column: number): string {
  return text.slice(0, column - 1).replace(/[^\t]/g, ' ')
}
