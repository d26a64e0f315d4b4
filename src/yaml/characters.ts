/**
 * The characters of YAML 1.1 that structure a text, by their UTF-16 codes. The end of the text counts as the
 * code 0, which no text contains.
 */

export const END = 0
export const TAB = 0x09
export const LINE_FEED = 0x0a
export const CARRIAGE_RETURN = 0x0d
export const SPACE = 0x20
export const DOUBLE_QUOTE = 0x22
export const HASH = 0x23
export const PERCENT = 0x25
export const AMPERSAND = 0x26
export const SINGLE_QUOTE = 0x27
export const ASTERISK = 0x2a
export const PLUS = 0x2b
export const COMMA = 0x2c
export const MINUS = 0x2d
export const DOT = 0x2e
export const ZERO = 0x30
export const COLON = 0x3a
export const LESS = 0x3c
export const GREATER = 0x3e
export const QUESTION = 0x3f
const AT = 0x40
export const EXCLAMATION = 0x21
export const OPEN_BRACKET = 0x5b
export const BACKSLASH = 0x5c
export const CLOSE_BRACKET = 0x5d
const BACKTICK = 0x60
export const OPEN_BRACE = 0x7b
export const PIPE = 0x7c
export const CLOSE_BRACE = 0x7d
const NEXT_LINE = 0x85
const LINE_SEPARATOR = 0x2028
const PARAGRAPH_SEPARATOR = 0x2029
export const BYTE_ORDER_MARK = 0xfeff

/** YAML 1.1 §4.1.4: U+0085, U+2028 and U+2029 break lines, too. */
export function isBreak(code: number): boolean {
  return (
    code === LINE_FEED ||
    code === CARRIAGE_RETURN ||
    code === NEXT_LINE ||
    code === LINE_SEPARATOR ||
    code === PARAGRAPH_SEPARATOR
  )
}

/** Whether a break is folded to a space; U+2028 and U+2029 are kept. */
export function isFoldedBreak(code: number): boolean {
  return code === LINE_FEED || code === CARRIAGE_RETURN || code === NEXT_LINE
}

export function isBlank(code: number): boolean {
  return code === SPACE || code === TAB
}

export function isBreakOrEnd(code: number): boolean {
  return code === END || isBreak(code)
}

export function isBlankOrEnd(code: number): boolean {
  return code === SPACE || code === TAB || code === END || isBreak(code)
}

export function isFlowIndicator(code: number): boolean {
  return (
    code === COMMA ||
    code === OPEN_BRACKET ||
    code === CLOSE_BRACKET ||
    code === OPEN_BRACE ||
    code === CLOSE_BRACE
  )
}

export function isDigit(code: number): boolean {
  return code >= ZERO && code <= 0x39
}

/** Whether no plain scalar begins with this character, whatever follows it. */
export function isIndicator(code: number): boolean {
  return (
    isFlowIndicator(code) ||
    code === HASH ||
    code === AMPERSAND ||
    code === ASTERISK ||
    code === EXCLAMATION ||
    code === PIPE ||
    code === GREATER ||
    code === SINGLE_QUOTE ||
    code === DOUBLE_QUOTE ||
    code === PERCENT ||
    code === AT ||
    code === BACKTICK
  )
}

/** YAML 1.1 §4.1.1: a stream has no other control characters than these. */
const CONTROL =
  // oxlint-disable-next-line no-control-regex -- control characters are what it finds
  /[\0-\x08\v\f\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/

/** The offset of the first character that a text must not contain; -1: there is none. */
export function findControl(text: string): number {
  return text.search(CONTROL)
}
