/** The words of zone files (RFC 1035 §5.1), and the parsers that several fields share. */
import { MAX_LABEL_OCTETS, MAX_NAME_OCTETS } from './constants.ts'
import { type NameKey, ROOT } from './name.ts'

/** A word of a zone file, with its escapes and without its quotes. */
export interface ZoneWord {
  readonly text: string
  readonly isQuoted: boolean
}

/**
 * Resolves the escapes of a text and returns its octets; `null` if an escape is malformed: RFC 1035 §5.1 has
 * a backslash before three digits, or before a character that is no digit. With `hasDots`, an
 * unescaped dot becomes the element `'dot'`.
 */
function unescape(text: string, hasDots: boolean): string[] | null {
  const octets: string[] = []
  for (let i = 0; i < text.length; i++) {
    const isEscaped = text.charAt(i) === '\\'
    if (isEscaped) i++
    const decimal = isEscaped ? /^\d{3}/.exec(text.slice(i, i + 3))?.[0] : undefined
    if (decimal !== undefined) {
      if (Number(decimal) > 255) return null
      octets.push(String.fromCharCode(Number(decimal)))
      i += 2
      continue
    }
    if (isEscaped && /^\d/.test(text.slice(i, i + 1))) return null
    const code = text.codePointAt(i)
    if (code === undefined) return null
    const character = String.fromCodePoint(code)
    if (character === '.' && hasDots && !isEscaped) octets.push('dot')
    else if (code < 0x80) octets.push(character)
    else for (const octet of Buffer.from(character, 'utf8')) octets.push(String.fromCharCode(octet))
    i += character.length - 1
  }
  return octets
}

/** ASCII without escapes: such characters are their own octets. */
const PLAIN = /^[^\\\u0080-\uffff]*$/

/** The octets of a text with resolved escapes; `null` if an escape is malformed. */
export function textOctets(text: string): string | null {
  return PLAIN.test(text) ? text : (unescape(text, false)?.join('') ?? null)
}

/** Encodes decimal digits as a number of 1, 2 or 4 octets; `null` for other text and for larger numbers. */
export function numberOctets(text: string, octets: 1 | 2 | 4): string | null {
  const value = /^\d{1,10}$/.test(text) ? Number(text) : -1
  return value >= 0 && value < 256 ** octets ? bigEndian(value, octets) : null
}

export function bigEndian(value: number, octets: 1 | 2 | 4): string {
  if (octets === 1) return String.fromCharCode(value)
  const low = String.fromCharCode((value >>> 8) & 0xff, value & 0xff)
  return octets === 2 ? low : String.fromCharCode(value >>> 24, (value >>> 16) & 0xff) + low
}

/**
 * Parses a name of a zone file; `null` if it is malformed. A name without a final dot ends in `origin`. The
 * result is the wire form, in the spelling of the text.
 */
export function parseZoneName(text: string, origin: NameKey): string | null {
  if (text === '@') return origin
  if (text === '.') return ROOT
  return PLAIN.test(text) ? plainName(text, origin) : escapedName(text, origin)
}

function plainName(text: string, origin: NameKey): string | null {
  const isAbsolute = text.endsWith('.')
  let wire = ''
  for (const label of (isAbsolute ? text.slice(0, -1) : text).split('.')) {
    if (label === '' || label.length > MAX_LABEL_OCTETS) return null
    wire += String.fromCharCode(label.length) + label
  }
  wire += isAbsolute ? ROOT : origin
  return wire.length <= MAX_NAME_OCTETS ? wire : null
}

function escapedName(text: string, origin: NameKey): string | null {
  let wire = ''
  let label = ''
  const octets = unescape(text, true)
  if (octets === null) return null
  for (const octet of [...octets, null]) {
    if (octet !== null && octet !== 'dot') {
      label += octet
      continue
    }
    if (octet === null && label === '')
      return wire.length + 1 <= MAX_NAME_OCTETS && wire !== '' ? wire + ROOT : null
    if (label === '' || label.length > MAX_LABEL_OCTETS) return null
    wire += String.fromCharCode(label.length) + label
    label = ''
  }
  return wire.length + origin.length <= MAX_NAME_OCTETS ? wire + origin : null
}

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 }

/** Parses `3600` or `1h30m` into seconds; `null` for other text, and for more than 32 bits. */
export function parseZoneTime(text: string): number | null {
  if (!/^(?:\d{1,10}|(?:\d{1,10}[smhdw])+)$/i.test(text)) return null
  let seconds = 0
  for (const [, digits = '', unit = 's'] of text.toLowerCase().matchAll(/(\d+)([smhdw]?)/g)) {
    seconds += Number(digits) * (UNITS[unit === '' ? 's' : unit] ?? 1)
  }
  return seconds < 2 ** 32 ? seconds : null
}
