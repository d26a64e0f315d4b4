/**
 * Parses one record as a line of a zone file (RFC 1035 §5.1): `OWNER [TTL] [CLASS] TYPE DATA`, with TTL and
 * class in either order. All names are absolute, with or without their final dot. RDATA of any type may have
 * the form of RFC 3597 §5.
 */
import { CLASS, classNumber } from '../wire/constants.ts'
import { typeNumber } from '../wire/record-types.ts'
import { ROOT } from '../wire/name.ts'
import { parseRdata } from '../wire/rdata-text.ts'
import { parseZoneName, parseZoneTime } from '../wire/zone-word.ts'
import type { ResourceRecord } from '../wire/section.ts'
import { readEntries } from './zone-file-lexer.ts'

/** The TTL of a line without one. RFC 2308 §4 takes the zone's default, but a single line has no zone. */
const DEFAULT_TTL = 3600

/** The record, or the problem as the predicate of a sentence that begins with "the line". */
export function parseRecordLine(line: string): ResourceRecord | string {
  const [entry, more] = readEntries(line)
  if (entry === undefined) return 'is empty'
  if (entry.problem !== null) return `has ${entry.problem.text}`
  if (more !== undefined) return 'has more than one record'
  const [owner, ...rest] = entry.words
  if (owner === undefined) return 'is empty'
  const name = owner.isQuoted ? null : parseZoneName(owner.text, ROOT)
  if (name === null) return `has '${owner.text}', expected an owner name`
  let ttl = DEFAULT_TTL
  let recordClass: number = CLASS.IN
  let at = 0
  // RFC 1035 §5.1: each of the two at most once.
  for (let hasTtl = false, hasClass = false; ; at++) {
    const word = rest[at]?.text ?? ''
    const seconds: number | null = hasTtl ? null : parseZoneTime(word)
    const wordClass: number | null = hasClass || typeNumber(word) !== null ? null : classNumber(word)
    if (seconds !== null) [ttl, hasTtl] = [seconds, true]
    else if (wordClass !== null) [recordClass, hasClass] = [wordClass, true]
    else break
  }
  const typeWord = rest[at]
  const type = typeWord === undefined ? null : typeNumber(typeWord.text)
  if (typeWord === undefined || type === null) {
    return typeWord === undefined ? 'has no record type' : `has '${typeWord.text}', expected a record type`
  }
  const data = rest.slice(at + 1)
  const parsed = parseRdata(type, data, ROOT)
  if ('problem' in parsed) {
    const found = data[parsed.at]
    return `has ${typeWord.text} data${found === undefined ? '' : ` with '${found.text}'`}: ${parsed.problem}`
  }
  return { name, type, class: recordClass, ttl, rdata: parsed.rdata }
}
