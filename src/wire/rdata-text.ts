/**
 * RDATA as zone files write it (RFC 1035 §5.1), and back. Data of any type can be written as in RFC 3597 §5: `\\# LENGTH HEX`;
 * data of types that have no file in `types/` has to be.
 */
import type { NameKey } from './name.ts'
import { type Rdata, rdataOctets } from './rdata.ts'
import type { RdataProblem, RecordType } from './record-type.ts'
import { recordType, TYPE_NAMES, typeName } from './record-types.ts'
import type { ZoneWord } from './zone-word.ts'

const MAX_RDATA_OCTETS = 65_535

/** RDATA of a type from its words; relative names end in `origin`. */
export function parseRdata(
  number: number,
  words: readonly ZoneWord[],
  origin: NameKey,
): { readonly rdata: Rdata } | RdataProblem {
  const [first] = words
  const type = recordType(number)
  if (first?.text === '\\#' && !first.isQuoted) return parseGeneric(words, type)
  if (type === undefined) {
    return { problem: `${typeName(number)} is written as "\\# LENGTH HEX" here (RFC 3597)`, at: 0 }
  }
  const parsed = type.parse(words, { origin, types: TYPE_NAMES })
  return 'rdata' in parsed && rdataOctets(parsed.rdata).length > MAX_RDATA_OCTETS
    ? { problem: `expected at most ${MAX_RDATA_OCTETS} octets of data`, at: 0 }
    : parsed
}

/** RFC 3597 §5: data of a known type has to be what that type holds, however it is written. */
function parseGeneric(
  words: readonly ZoneWord[],
  type: RecordType | undefined,
): { readonly rdata: Rdata } | RdataProblem {
  const [, size, ...rest] = words
  const length = /^\d{1,5}$/.test(size?.text ?? '') ? Number(size?.text) : MAX_RDATA_OCTETS + 1
  if (length > MAX_RDATA_OCTETS) return { problem: 'expected a length of RDATA in octets', at: 1 }
  const hex = rest.map(({ text }) => text).join('')
  if (!/^[\da-f]*$/i.test(hex)) return { problem: 'expected hexadecimal digits', at: 2 }
  if (hex.length !== 2 * length)
    return { problem: `expected ${length} octets, found ${hex.length / 2}`, at: 2 }
  const octets = Buffer.from(hex, 'hex').toString('latin1')
  if (type === undefined) return { rdata: octets === '' ? [] : [octets] }
  const rdata = type.read(octets)
  return rdata === null
    ? { problem: `expected octets that are data of type ${type.mnemonic}`, at: 2 }
    : { rdata }
}

/** RDATA as in a zone file; in the generic form where it is none of its type, or no text of the type comes to it. */
export function rdataText(type: number, data: Rdata): string {
  const octets = rdataOctets(data)
  return recordType(type)?.print(octets, TYPE_NAMES) ?? genericText(Buffer.from(octets, 'latin1'))
}

/** RDATA in the form for unknown types (RFC 3597 §5). */
export function genericText(data: Buffer): string {
  return `\\# ${data.length} ${data.toString('hex')}`.trimEnd()
}
