/**
 * RDATA as it is written in zone files (RFC 1035 §5.1) to RDATA: a type is a list of fields, and one in this table is all
 * that a new type takes. Any type can be written as in RFC 3597 §5: `\# LENGTH HEX`.
 */
import { parseAddress } from './address.ts'
import { MAX_LABEL_OCTETS, MAX_NAME_OCTETS, TYPE, typeName } from './constants.ts'
import { type NameKey, ROOT } from './name.ts'
import { type Rdata, rdataOctets } from './rdata.ts'
import { readFields, type Field } from './rdata-fields.ts'
import { parseServiceParameters } from './service-parameters.ts'
import { bigEndian, numberOctets, textOctets, unescape, type ZoneWord } from './zone-word.ts'

/** What is wrong, and with which word; the number of words where one is missing. */
export interface RdataProblem {
  readonly problem: string
  readonly at: number
}

const DNAME = 39
const FIELDS: ReadonlyMap<number, readonly Field[]> = new Map<number, readonly Field[]>([
  [TYPE.A, ['ipv4']],
  [TYPE.AAAA, ['ipv6']],
  [TYPE.NS, ['name']],
  [TYPE.CNAME, ['name']],
  [TYPE.PTR, ['name']],
  [3, ['name']], // MD, MF, MB, MG, MR, MINFO: RFC 1035 §3.3
  [4, ['name']],
  [7, ['name']],
  [8, ['name']],
  [9, ['name']],
  [14, ['name', 'name']],
  [DNAME, ['literal']],
  [TYPE.MX, ['u16', 'name']],
  [TYPE.SRV, ['u16', 'u16', 'u16', 'literal']],
  [TYPE.SOA, ['name', 'name', 'u32', 'time', 'time', 'time', 'time']],
  [TYPE.TXT, ['strings']],
  [99, ['strings']], // SPF
  [64, ['u16', 'literal', 'parameters']], // SVCB
  [65, ['u16', 'literal', 'parameters']], // HTTPS
  [TYPE.HINFO, ['string', 'string']],
  [17, ['literal', 'literal']], // RP
  [18, ['u16', 'literal']], // AFSDB
  [21, ['u16', 'literal']], // RT
  [35, ['u16', 'u16', 'string', 'string', 'string', 'literal']], // NAPTR
  [36, ['u16', 'literal']], // KX
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
  const fields = FIELDS.get(type)
  if (first?.text === '\\#' && !first.isQuoted) return parseUnknown(words, type, fields ?? [])
  if (fields === undefined) {
    return { problem: `${typeName(type)} is written as "\\# LENGTH HEX" here (RFC 3597)`, at: 0 }
  }
  const rdata: (string | { name: string; compressible: boolean })[] = []
  let at = 0
  for (const field of fields) {
    const word = words[at]
    const isLast = isRest(field)
    const part = isLast ? parseRest(field, words.slice(at)) : parseField(field, word, origin)
    if (part === null) return { problem: `expected ${DESCRIPTIONS[field]}`, at }
    rdata.push(part)
    at = isLast ? words.length : at + 1
  }
  if (at < words.length) return { problem: 'is one word too many', at }
  if (rdataOctets(rdata).length > MAX_RDATA_OCTETS)
    return { problem: `expected at most ${MAX_RDATA_OCTETS} octets of data`, at: 0 }
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

/** RFC 3597 §5: data of a known type has to be what that type holds, however it is written. */
function parseUnknown(
  words: readonly ZoneWord[],
  type: number,
  fields: readonly Field[],
): { readonly rdata: Rdata } | RdataProblem {
  const [, size, ...rest] = words
  const length = /^\d{1,5}$/.test(size?.text ?? '') ? Number(size?.text) : MAX_RDATA_OCTETS + 1
  if (length > MAX_RDATA_OCTETS) return { problem: 'expected a length of RDATA in octets', at: 1 }
  const hex = rest.map(({ text }) => text).join('')
  if (!/^[\da-f]*$/i.test(hex)) return { problem: 'expected hexadecimal digits', at: 2 }
  if (hex.length !== 2 * length)
    return { problem: `expected ${length} octets, found ${hex.length / 2}`, at: 2 }
  const rdata = readFields(Buffer.from(hex, 'hex').toString('latin1'), fields)
  return rdata === null
    ? { problem: `expected octets that are data of type ${typeName(type)}`, at: 2 }
    : { rdata }
}

function parseField(
  field: Exclude<Field, RestField>,
  word: ZoneWord | undefined,
  origin: NameKey,
): Rdata[number] | null {
  if (word === undefined) return null
  const { text } = word
  if (field === 'ipv4' || field === 'ipv6') {
    const octets = parseAddress(text)
    return octets?.length === (field === 'ipv4' ? 4 : 16) ? octets : null
  }
  if (field === 'name' || field === 'literal') {
    const name = parseZoneName(text, origin)
    return name === null ? null : { name, compressible: field === 'name' }
  }
  if (field === 'u8' || field === 'u16' || field === 'u32')
    return numberOctets(text, { u8: 1, u16: 2, u32: 4 }[field])
  if (field === 'time') {
    const seconds = parseZoneTime(text)
    return seconds === null ? null : bigEndian(seconds, 4)
  }
  if (field === 'tag') return /^[a-z\d]{1,255}$/i.test(text) ? String.fromCharCode(text.length) + text : null
  if (field === 'type') return numberOctets(/^TYPE(\d{1,5})$/i.exec(text)?.[1] ?? '', 2)
  const octets = textOctets(text)
  if (field === 'octets' || octets === null) return octets
  return octets.length > MAX_STRING_OCTETS ? null : String.fromCharCode(octets.length) + octets
}

type RestField = 'strings' | 'hex' | 'base64' | 'parameters'

function isRest(field: Field): field is RestField {
  return field === 'strings' || field === 'hex' || field === 'base64' || field === 'parameters'
}

function parseRest(field: RestField, words: readonly ZoneWord[]): string | null {
  if (field === 'parameters') return parseServiceParameters(words)
  if (field === 'strings') {
    const strings = words.map(({ text }) => characterStrings(text))
    return strings.length > 0 && strings.every((one) => one !== null) ? strings.join('') : null
  }
  const text = words.map((word) => word.text).join('')
  if (field === 'hex') {
    return /^(?:[\da-f]{2})+$/i.test(text) ? Buffer.from(text, 'hex').toString('latin1') : null
  }
  const isBase64 = /^[A-Za-z\d+/]+={0,2}$/.test(text) && text.length % 4 === 0
  return isBase64 ? Buffer.from(text, 'base64').toString('latin1') : null
}

/** Text that one string cannot hold goes on in the next. */
function characterStrings(text: string): string | null {
  const octets = textOctets(text)
  if (octets === null) return null
  const strings = octets.match(/[^]{1,255}/g) ?? ['']
  return strings.map((one) => String.fromCharCode(one.length) + one).join('')
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
  strings: 'a text',
  parameters: 'parameters such as alpn=h2,h3 or port=8443',
  octets: 'a text',
}
