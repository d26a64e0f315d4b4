/**
 * One record as a line of a zone file has it (RFC 1035 §5.1): `OWNER [TTL] [CLASS] TYPE DATA`, TTL and class in either order.
 * Names end at the root, with or without their final dot. Data of any type can be written as RFC 3597 §5 says.
 */
import { CLASS, classNumber, typeNumber } from '../wire/constants.ts'
import { parseSpelledName } from '../wire/name.ts'
import type { Rdata } from '../wire/rdata.ts'
import type { ResourceRecord } from '../wire/section.ts'
import { readRecordData } from './record-data.ts'
import { type LineWord, secondsOf, splitLine } from './record-words.ts'

/** RFC 2308 §4 leaves a line without a TTL to its zone; one that stands alone lives an hour. */
const DEFAULT_TTL = 3600

/** The record, or what is wrong with the line: a sentence's end, after "the line …". */
export function parseRecordLine(line: string): ResourceRecord | string {
  const words = splitLine(line)
  if (words === null) return 'has a quote or parenthesis without its other half'
  const [owner, ...rest] = words
  if (owner === undefined) return 'is empty'
  const name = owner.isQuoted ? null : parseSpelledName(owner.text === '@' ? '.' : owner.text)
  if (name === null) return `begins with '${owner.text}', which is no domain name`
  let ttl = DEFAULT_TTL
  let recordClass: number = CLASS.IN
  let at = 0
  // RFC 1035 §5.1: each of the two at most once.
  for (let hasTtl = false, hasClass = false; ; at++) {
    const word = rest[at]?.text ?? ''
    const seconds: number | null = hasTtl ? null : secondsOf(word)
    const wordClass: number | null = hasClass || typeNumber(word) !== null ? null : classNumber(word)
    if (seconds !== null) [ttl, hasTtl] = [seconds, true]
    else if (wordClass !== null) [recordClass, hasClass] = [wordClass, true]
    else break
  }
  const typeWord = rest[at]
  const type = typeWord === undefined ? null : typeNumber(typeWord.text)
  if (typeWord === undefined || type === null) {
    return typeWord === undefined ? 'has no type' : `has '${typeWord.text}' where a type is expected`
  }
  const rdata = readRdata(type, rest.slice(at + 1))
  if (typeof rdata === 'string') return `has ${typeWord.text} data that ${rdata}`
  return { name, type, class: recordClass, ttl, rdata }
}

/** RFC 3597 §5: `\# LENGTH HEX…` for any type, and the only form of those that we do not know. */
function readRdata(type: number, words: readonly LineWord[]): Rdata | string {
  const [mark, length, ...hex] = words
  if (mark?.text !== '\\#' || mark.isQuoted) return readRecordData(type, words)
  const digits = hex.map(({ text }) => text).join('')
  const isHex = /^(?:[\da-f]{2})*$/i.test(digits) && Number(length?.text) * 2 === digits.length
  return isHex ? [Buffer.from(digits, 'hex').toString('latin1')] : "does not have the length after '\\#'"
}
