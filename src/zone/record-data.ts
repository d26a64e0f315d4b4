/** The data of a record as a zone file's line has it, one row of a table for each type. */
import { parseAddress } from '../wire/address.ts'
import { TYPE, typeNumber } from '../wire/constants.ts'
import { parseSpelledName } from '../wire/name.ts'
import { addressData, type Rdata, soaData, srvData, targetData, textData } from '../wire/rdata.ts'
import { type LineWord, numberOf, secondsOf, stringOctets } from './record-words.ts'
import { readServiceData } from './service-data.ts'

/** The data, or what is wrong: a sentence's end, after "the data …". */
export type DataReading = Rdata | string

interface Row {
  /** How many words, at least and at most. */
  readonly words: readonly [number, number]
  readonly read: (words: readonly LineWord[]) => Rdata | null
  /** What is expected. */
  readonly form: string
}

const MAX_WORD = 65_535
const MAX_STRING_OCTETS = 255

const TARGET: Row = { words: [1, 1], form: 'a domain name', read: ([word]) => mapName(word, targetData) }
const STRINGS: Row = { words: [1, Infinity], form: 'strings', read: readStrings }
const SERVICE: Row = {
  words: [2, Infinity],
  form: 'a priority, a domain name, and parameters such as alpn=h2',
  read: readServiceData,
}

const ROWS = new Map<number, Row>([
  [TYPE.A, { words: [1, 1], form: 'an IPv4 address', read: (words) => readAddress(words, 4) }],
  [TYPE.AAAA, { words: [1, 1], form: 'an IPv6 address', read: (words) => readAddress(words, 16) }],
  [TYPE.CNAME, TARGET],
  [TYPE.NS, TARGET],
  [TYPE.PTR, TARGET],
  // RFC 6672 §2.5: never compressed.
  [number('DNAME'), { ...TARGET, read: ([word]) => mapName(word, (name) => [name]) }],
  [TYPE.MX, { words: [2, 2], form: 'a preference and a domain name', read: readMx }],
  [TYPE.SRV, { words: [4, 4], form: 'priority, weight, port and a domain name', read: readSrv }],
  [TYPE.TXT, STRINGS],
  [number('SPF'), STRINGS],
  [TYPE.HINFO, { ...STRINGS, words: [2, 2], form: 'two strings' }],
  [TYPE.SOA, { words: [7, 7], form: 'two domain names and five numbers', read: readSoa }],
  [number('CAA'), { words: [3, 3], form: 'flags, a tag and a value', read: readCaa }],
  [number('HTTPS'), SERVICE],
  [number('SVCB'), SERVICE],
])

export function readRecordData(type: number, words: readonly LineWord[]): DataReading {
  const row = ROWS.get(type)
  if (row === undefined) return "is known here as octets only: write it as '\\# LENGTH HEX' (RFC 3597)"
  const [minimum, maximum] = row.words
  const rdata = words.length < minimum || words.length > maximum ? null : row.read(words)
  return rdata ?? `is not ${row.form}`
}

function number(mnemonic: string): number {
  return typeNumber(mnemonic) ?? 0
}

function mapName(word: LineWord | undefined, make: (name: string) => Rdata): Rdata | null {
  const name = word === undefined || word.isQuoted ? null : parseSpelledName(word.text)
  return name === null ? null : make(name)
}

function readAddress([word]: readonly LineWord[], octets: number): Rdata | null {
  const address = parseAddress(word?.text ?? '')
  return address?.length === octets ? addressData(address) : null
}

function readMx([preference, exchange]: readonly LineWord[]): Rdata | null {
  const value = numberOf(preference?.text, MAX_WORD)
  if (value === null) return null
  const octets = String.fromCharCode(value >> 8, value & 0xff)
  return mapName(exchange, (name) => [octets, ...targetData(name)])
}

function readSrv([first, second, third, target]: readonly LineWord[]): Rdata | null {
  const [priority = null, weight = null, port = null] = [first, second, third].map((word) =>
    numberOf(word?.text, MAX_WORD),
  )
  if (priority === null || weight === null || port === null) return null
  return mapName(target, (name) => srvData(priority, weight, port, name))
}

/** A string that is too long for one goes on in the next. */
function readStrings(words: readonly LineWord[]): Rdata | null {
  const strings: string[] = []
  for (const { text } of words) {
    const octets = stringOctets(text)
    if (octets === null) return null
    for (let at = 0; at === 0 || at < octets.length; at += MAX_STRING_OCTETS) {
      strings.push(octets.slice(at, at + MAX_STRING_OCTETS))
    }
  }
  return textData(strings)
}

function readSoa([primary, mailbox, ...numbers]: readonly LineWord[]): Rdata | null {
  const values = numbers.map(({ text }) => secondsOf(text))
  const [serial = null, refresh = null, retry = null, expire = null, minimum = null] = values
  if (serial === null || refresh === null || retry === null || expire === null || minimum === null)
    return null
  const [mname, rname] = [primary, mailbox].map((word) => parseSpelledName(word?.text ?? '..'))
  if (mname === undefined || mname === null || rname === undefined || rname === null) return null
  return soaData({ mname, rname, serial, refresh, retry, expire, minimum })
}

/** RFC 8659 §4.1. */
function readCaa([flagsWord, tag, value]: readonly LineWord[]): Rdata | null {
  const flags = numberOf(flagsWord?.text, 255)
  const octets = stringOctets(value?.text ?? '')
  if (flags === null || octets === null || tag === undefined || !/^[\da-z]{1,255}$/i.test(tag.text))
    return null
  return [String.fromCharCode(flags, tag.text.length) + tag.text + octets]
}
