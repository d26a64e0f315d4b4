/**
 * Makes text of files and peers safe to show: no character of it controls a terminal, is invisible, or
 * changes the order in which others are shown (Unicode TR #36 §2.4, CVE-2021-42574).
 */

/** Most text has printable ASCII characters only. */
const UNUSUAL = /[^ -~]/
/** Controls, formats such as marks of direction and zero-width characters, separators, halves of pairs. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu
const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/** The text on one line; hidden characters become escapes such as `\n`, `\u001b` or `\u202e`. */
export function visible(text: string): string {
  return UNUSUAL.test(text) ? text.replace(HIDDEN, escapeOf) : text
}

/** The same for text of several lines: line feeds and tabs stay. */
export function visibleLines(text: string): string {
  return UNUSUAL.test(text) ? text.replace(HIDDEN, (one) => (isBlank(one) ? one : escapeOf(one))) : text
}

/** JSON of one line in which hidden characters are escapes of JSON's own: the values stay the same. */
export function visibleJson(line: string): string {
  return UNUSUAL.test(line) ? line.replace(HIDDEN, (one) => (isBlank(one) ? one : unitsOf(one))) : line
}

/** The text with a dot for each UTF-16 unit of a hidden character, so that columns stay where they are. */
export function dotted(text: string): string {
  return text.replace(HIDDEN, (one) => (one === '\t' ? one : '\u00b7'.repeat(one.length)))
}

function isBlank(one: string): boolean {
  return one === '\n' || one === '\t'
}

function escapeOf(one: string): string {
  const code = one.codePointAt(0) ?? 0
  return SHORT[one] ?? (code > 0xffff ? `\\u{${code.toString(16)}}` : unitsOf(one))
}

function unitsOf(one: string): string {
  return Array.from(
    { length: one.length },
    (_, i) => `\\u${one.charCodeAt(i).toString(16).padStart(4, '0')}`,
  ).join('')
}
