/**
 * Makes text of files and peers safe to show: it stays on one line, and no control character reaches a
 * terminal.
 */

// oxlint-disable-next-line no-control-regex -- these are what must not reach a terminal or a log
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g
const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/** The text on one line; control characters become escapes such as `\n` or `\u001b`. */
export function visible(text: string): string {
  return text.replace(CONTROL, (one) => SHORT[one] ?? `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
