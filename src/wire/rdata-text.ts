/**
 * Parses and prints RDATA in the text form of zone files (RFC 1035 §5.1). RFC 3597 §5: `\# LENGTH HEX` is
 * valid for every type. Types without a file in `types/` have this generic form only.
 */
import type { NameKey } from './name.ts'
import { type Rdata, rdataOctets } from './rdata.ts'
import type { RdataProblem, RecordType } from './record-type.ts'
import { recordType, TYPE_NAMES, typeName } from './record-types.ts'
import type { ZoneWord } from './zone-word.ts'

const MAX_RDATA_OCTETS = 65_535

/** Parses the RDATA of a type; relative names end in `origin`. */
export function parseRdata(
  number: number,
  words: readonly ZoneWord[],
  origin: NameKey,
): { readonly rdata: Rdata } | RdataProblem {
  const [first] = words
  const type = recordType(number)
  if (first?.text === '\\#' && !first.isQuoted) return parseGeneric(words, type)
  if (type === undefined) {
    return {
      problem: `expected "\\# LENGTH HEX" (RFC 3597), the only form for type ${typeName(number)}`,
      at: 0,
    }
  }
  const parsed = type.parse(words, { origin, types: TYPE_NAMES })
  return 'rdata' in parsed && rdataOctets(parsed.rdata).length > MAX_RDATA_OCTETS
    ? { problem: `expected at most ${MAX_RDATA_OCTETS} octets of data`, at: 0 }
    : parsed
}

/** RFC 3597 §5: the generic form of a known type must hold valid RDATA of that type. */
function parseGeneric(
  words: readonly ZoneWord[],
  type: RecordType | undefined,
): { readonly rdata: Rdata } | RdataProblem {
  const [, size, ...rest] = words
  const length = /^\d{1,5}$/.test(size?.text ?? '') ? Number(size?.text) : MAX_RDATA_OCTETS + 1
  if (length > MAX_RDATA_OCTETS) return { problem: 'expected the length of the RDATA in octets', at: 1 }
  const hex = rest.map(({ text }) => text).join('')
  if (!/^[\da-f]*$/i.test(hex)) return { problem: 'expected hexadecimal digits', at: 2 }
  if (hex.length !== 2 * length)
    return { problem: `expected ${length} octets, found ${hex.length / 2}`, at: 2 }
  const octets = Buffer.from(hex, 'hex').toString('latin1')
  if (type === undefined) return { rdata: octets === '' ? [] : [octets] }
  const rdata = type.read(octets)
  return rdata === null ? { problem: `expected valid ${type.mnemonic} data`, at: 2 } : { rdata }
}

/** Prints RDATA as in a zone file. The generic form is for data that the type's own form cannot express. */
export function rdataText(type: number, data: Rdata): string {
  const octets = rdataOctets(data)
  return recordType(type)?.print(octets, TYPE_NAMES) ?? genericText(Buffer.from(octets, 'latin1'))
}

/** Prints RDATA in the generic form (RFC 3597 §5). */
export function genericText(data: Buffer): string {
  return `\\# ${data.length} ${data.toString('hex')}`.trimEnd()
}
