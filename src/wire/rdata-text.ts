/**
 * RDATA as it is written in zone files (RFC 1035 §5.1) to RDATA: a type is a list of fields, and one in this table is all
 * that a new type takes. Any type can be written as in RFC 3597 §5: `\# LENGTH HEX`.
 */
import { parseAddress } from './address.ts'
import { MAX_LABEL_OCTETS, MAX_NAME_OCTETS, TYPE, typeName } from './constants.ts'
import { type NameKey, ROOT } from './name.ts'
import type { Rdata } from './rdata.ts'

/** A word of a zone file: as written, escapes included, without its quotes. */
export interface ZoneWord {
  readonly text: string
  readonly isQuoted: boolean
}

/** What is wrong, and with which word; the number of words where one is missing. */
export interface RdataProblem {
  readonly problem: string
  readonly at: number
}

type Field =
  | 'ipv4'
  | 'ipv6'
  /** Compressible, and not. */
  | 'name'
  | 'literal'
  | 'u8'
  | 'u16'
  | 'u32'
  /** Seconds, perhaps with units: `1h30m`. */
  | 'time'
  /** One character string of at most 255 octets; the rest of the line as such; the rest of RDATA as octets. */
  | 'string'
  | 'strings'
  | 'octets'
  /** A word of letters and digits with its length before it. */
  | 'tag'
  | 'type'
  /** All other words together. */
  | 'hex'
  | 'base64'

const DNAME = 39
const FIELDS: ReadonlyMap<number, readonly Field[]> = new Map<number, readonly Field[]>([
  [TYPE.A, ['ipv4']],
  [TYPE.AAAA, ['ipv6']],
  [TYPE.NS, ['name']],
  [TYPE.CNAME, ['name']],
  [TYPE.PTR, ['name']],
  [DNAME, ['literal']],
  [TYPE.MX, ['u16', 'name']],
  [TYPE.SRV, ['u16', 'u16', 'u16', 'literal']],
  [TYPE.SOA, ['name', 'name', 'u32', 'time', 'time', 'time', 'time']],
  [TYPE.TXT, ['strings']],
  [99, ['strings']], // SPF
  [TYPE.HINFO, ['string', 'string']],
  [17, ['literal', 'literal']], // RP
  [18, ['u16', 'literal']], // AFSDB
  [35, ['u16', 'u16', 'string', 'string', 'string', 'literal']], // NAPTR
  [43, ['u16', 'u8', 'u8', 'hex']], // DS
  [44, ['u8', 'u8', 'hex']], // SSHFP
  [46, ['type', 'u8', 'u8', 'u32', 'u32', 'u32', 'u16', 'literal', 'base64']], // RRSIG, times as numbers
  [48, ['u16', 'u8', 'u8', 'base64']], // DNSKEY
  [52, ['u8', 'u8', 'u8', 'hex']], // TLSA
  [59, ['u16', 'u8', 'u8', 'hex']], // CDS
  [60, ['u16', 'u8', 'u8', 'base64']], // CDNSKEY
  [256, ['u16', 'u16', 'octets']], // URI
  [257, ['u8', 'tag', 'octets']], // CAA
])

const MAX_RDATA_OCTETS = 65_535
const MAX_STRING_OCTETS = 255

/** RDATA of a type from its words; relative names end in `origin`. */
export function parseRdata(
  type: number,
  words: readonly ZoneWord[],
  origin: NameKey,
): { readonly rdata: Rdata } | RdataProblem {
  const [first] = words
  if (first?.text === '\\#' && !first.isQuoted) return parseUnknown(words)
  const fields = FIELDS.get(type)
  if (fields === undefined) {
    return { problem: `${typeName(type)} is written as "\\# LENGTH HEX" here (RFC 3597)`, at: 0 }
  }
  const rdata: (string | { name: string; compressible: boolean })[] = []
  let at = 0
  for (const field of fields) {
    const word = words[at]
    if (word === undefined) return { problem: `expected ${DESCRIPTIONS[field]}`, at }
    const takesRest = field === 'strings' || field === 'hex' || field === 'base64'
    const part = takesRest ? parseRest(field, words.slice(at)) : parseField(field, word, origin)
    if (part === null) return { problem: `expected ${DESCRIPTIONS[field]}`, at }
    rdata.push(part)
    at = takesRest ? words.length : at + 1
  }
  if (at < words.length) return { problem: 'is one word too many', at }
  return { rdata }
}

/** A name as written; `null` if it is none. Without a final dot it ends in `origin`. Wire form, spelled as written. */
export function parseZoneName(text: string, origin: NameKey): string | null {
  if (text === '@') return origin
  if (text === '.') return ROOT
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

/** The octets of a text, escapes resolved; `dot` stands for one that is not escaped, if those matter. */
function unescape(text: string, hasDots: boolean): string[] | null {
  const octets: string[] = []
  for (let i = 0; i < text.length; i++) {
    const character = text.charAt(i)
    if (character !== '\\') {
      if (character === '.' && hasDots) octets.push('dot')
      else for (const octet of Buffer.from(character, 'utf8')) octets.push(String.fromCharCode(octet))
      continue
    }
    const decimal = /^\d{3}/.exec(text.slice(i + 1))?.[0]
    if (decimal === undefined) {
      if (i + 1 === text.length) return null
      octets.push(text.charAt(++i))
    } else if (Number(decimal) > 255) {
      return null
    } else {
      octets.push(String.fromCharCode(Number(decimal)))
      i += 3
    }
  }
  return octets
}

function parseUnknown(words: readonly ZoneWord[]): { readonly rdata: Rdata } | RdataProblem {
  const [, size, ...rest] = words
  const length = /^\d{1,5}$/.test(size?.text ?? '') ? Number(size?.text) : MAX_RDATA_OCTETS + 1
  if (length > MAX_RDATA_OCTETS) return { problem: 'expected a length of RDATA in octets', at: 1 }
  const hex = rest.map(({ text }) => text).join('')
  if (!/^[\da-f]*$/i.test(hex)) return { problem: 'expected hexadecimal digits', at: 2 }
  if (hex.length !== 2 * length)
    return { problem: `expected ${length} octets, found ${hex.length / 2}`, at: 2 }
  return { rdata: length === 0 ? [] : [Buffer.from(hex, 'hex').toString('latin1')] }
}

function parseField(field: Field, { text }: ZoneWord, origin: NameKey): Rdata[number] | null {
  if (field === 'ipv4' || field === 'ipv6') {
    const octets = parseAddress(text)
    return octets?.length === (field === 'ipv4' ? 4 : 16) ? octets : null
  }
  if (field === 'name' || field === 'literal') {
    const name = parseZoneName(text, origin)
    return name === null ? null : { name, compressible: field === 'name' }
  }
  if (field === 'u8' || field === 'u16' || field === 'u32')
    return numberOf(text, { u8: 1, u16: 2, u32: 4 }[field])
  if (field === 'time') {
    const seconds = parseZoneTime(text)
    return seconds === null ? null : bigEndian(seconds, 4)
  }
  if (field === 'tag') return /^[a-z\d]{1,255}$/i.test(text) ? String.fromCharCode(text.length) + text : null
  if (field === 'type') return numberOf(/^TYPE(\d{1,5})$/i.exec(text)?.[1] ?? '', 2)
  const octets = unescape(text, false)?.join('') ?? null
  if (field === 'octets' || octets === null) return octets
  return octets.length > MAX_STRING_OCTETS ? null : String.fromCharCode(octets.length) + octets
}

function parseRest(field: 'strings' | 'hex' | 'base64', words: readonly ZoneWord[]): string | null {
  if (field === 'strings') {
    const strings = words.map((word) => parseField('string', word, ROOT))
    return strings.every((one) => typeof one === 'string') ? strings.join('') : null
  }
  const text = words.map((word) => word.text).join('')
  if (field === 'hex') {
    return /^(?:[\da-f]{2})+$/i.test(text) ? Buffer.from(text, 'hex').toString('latin1') : null
  }
  const isBase64 = /^[A-Za-z\d+/]+={0,2}$/.test(text) && text.length % 4 === 0
  return isBase64 ? Buffer.from(text, 'base64').toString('latin1') : null
}

function numberOf(text: string, octets: number): string | null {
  const value = /^\d{1,10}$/.test(text) ? Number(text) : -1
  return value >= 0 && value < 256 ** octets ? bigEndian(value, octets) : null
}

function bigEndian(value: number, octets: number): string {
  return Array.from({ length: octets }, (_, i) => {
    return String.fromCharCode(Math.floor(value / 256 ** (octets - 1 - i)) % 256)
  }).join('')
}

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 }

/** Seconds from `3600` or `1h30m`; `null` if it is neither, or more than 31 bits (RFC 2181 §8). */
export function parseZoneTime(text: string): number | null {
  if (!/^(?:\d{1,10}|(?:\d{1,10}[smhdw])+)$/i.test(text)) return null
  let seconds = 0
  for (const [, digits = '', unit = 's'] of text.toLowerCase().matchAll(/(\d+)([smhdw]?)/g)) {
    seconds += Number(digits) * (UNITS[unit === '' ? 's' : unit] ?? 1)
  }
  return seconds < 2 ** 31 ? seconds : null
}

const DESCRIPTIONS: Readonly<Record<Field, string>> = {
  ipv4: 'an IPv4 address',
  ipv6: 'an IPv6 address',
  name: 'a domain name',
  literal: 'a domain name',
  u8: 'a number from 0 to 255',
  u16: 'a number from 0 to 65535',
  u32: 'a number from 0 to 4294967295',
  time: 'a time in seconds, such as 3600 or 1h30m',
  type: 'a type as TYPE and its number',
  tag: 'letters and digits',
  hex: 'hexadecimal digits',
  base64: 'Base64',
  string: 'a text of at most 255 octets',
  strings: 'texts of at most 255 octets',
  octets: 'a text',
}
