/** The words of a zone file's line, and the numbers among them (RFC 1035 §5.1). */

export interface LineWord {
  /** As written, escapes included, without the quotes. */
  readonly text: string
  readonly isQuoted: boolean
}

/** Blanks, `(` and `)` separate; `;` begins a comment. `null` where a quote or a parenthesis is left open. */
export function splitLine(line: string): LineWord[] | null {
  const words: LineWord[] = []
  let depth = 0
  const pattern = /\s+|;[^\n]*|([()])|"((?:\\[^]|[^"\\])*)"|((?:\\[^]|[^\s"();\\])+)|([^])/g
  for (const [, parenthesis, quoted, plain, stray] of line.matchAll(pattern)) {
    if (stray !== undefined) return null
    if (parenthesis !== undefined) depth += parenthesis === '(' ? 1 : -1
    if (depth < 0) return null
    if (quoted !== undefined) words.push({ text: quoted, isQuoted: true })
    if (plain !== undefined) words.push({ text: plain, isQuoted: false })
  }
  return depth === 0 ? words : null
}

const MAX_NUMBER = 2 ** 32 - 1
const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 }

/** `3600`, or with units: `1h30m`. */
export function secondsOf(text: string): number | null {
  if (!/^(?:\d+[smhdw]?)+$/i.test(text)) return null
  let seconds = 0
  for (const [, digits = '', unit = ''] of text.matchAll(/(\d+)([smhdw]?)/gi)) {
    seconds += Number(digits) * (UNITS[unit.toLowerCase()] ?? 1)
  }
  return seconds <= MAX_NUMBER ? seconds : null
}

export function numberOf(text: string | undefined, maximum: number): number | null {
  if (text === undefined || !/^\d+$/.test(text)) return null
  const number = Number(text)
  return number <= maximum ? number : null
}

/** A character string's octets: `\DDD` and `\X` undone, anything beyond ASCII as UTF-8. `null` if an escape is broken. */
export function stringOctets(text: string): string | null {
  const octets = Buffer.from(text, 'utf8').toString('latin1')
  let isSound = true
  const plain = octets.replace(/\\(?:(\d{3})|([^]?))/g, (_, decimal: string | undefined, one: string) => {
    if (decimal === undefined) {
      isSound &&= one !== ''
      return one
    }
    isSound &&= Number(decimal) <= 255
    return String.fromCharCode(Number(decimal) & 0xff)
  })
  return isSound ? plain : null
}
