/**
 * RDATA, one row of a table for each type: which names lie where in it, and how it prints. Data is a list of parts, plain
 * octets and names, so that writing, comparing and moving it needs no type at all. Adding a type is one row.
 */
import { parseAddress, addressText } from './address.ts'
import { TYPE } from './constants.ts'
import { nameText } from './name.ts'

/** A name inside RDATA. RFC 3597 §4: only names of the RFC 1035 types may be compressed; RFC 2782 says so for SRV. */
export interface NamePart {
  /** Wire form, spelled as it shall appear. */
  readonly name: string
  readonly compressible: boolean
}
export type Rdata = readonly (string | NamePart)[]

function word(value: number): string {
  return String.fromCharCode((value >> 8) & 0xff, value & 0xff)
}
function long(value: number): string {
  return word(value >>> 16) + word(value & 0xffff)
}
function compressible(name: string): NamePart {
  return { name, compressible: true }
}

/** A or AAAA: 4 or 16 octets. */
export function addressData(address: string): Rdata {
  return [address]
}
/** NS, CNAME, PTR. */
export function targetData(target: string): Rdata {
  return [compressible(target)]
}
export function srvData(priority: number, weight: number, port: number, target: string): Rdata {
  return [word(priority) + word(weight) + word(port), { name: target, compressible: false }]
}
/** Strings of at most 255 octets each. */
export function textData(strings: readonly string[]): Rdata {
  return [strings.map((text) => String.fromCharCode(text.length) + text).join('')]
}
export interface SoaFields {
  readonly mname: string
  readonly rname: string
  readonly serial: number
  readonly refresh: number
  readonly retry: number
  readonly expire: number
  readonly minimum: number
}
export function soaData(soa: SoaFields): Rdata {
  const numbers = [soa.serial, soa.refresh, soa.retry, soa.expire, soa.minimum]
  return [compressible(soa.mname), compressible(soa.rname), numbers.map(long).join('')]
}

// --- The table ---

/** How RDATA is laid out: counts of octets, `name` (compressible) or `literal` (never compressed); the rest is octets. */
interface Row {
  readonly layout: readonly (number | 'name' | 'literal')[]
  readonly print: (data: Rdata) => string
}

const TARGET: Row = { layout: ['name'], print: (data) => names(data).join(' ') }
const ADDRESS: Row = { layout: [], print: (data) => addressText(octets(data)) }
const ROWS = new Map<number, Row>([
  [TYPE.A, ADDRESS],
  [TYPE.AAAA, ADDRESS],
  [TYPE.NS, TARGET],
  [TYPE.CNAME, TARGET],
  [TYPE.PTR, TARGET],
  [TYPE.MX, { layout: [2, 'name'], print: (data) => [readWord(octets(data), 0), ...names(data)].join(' ') }],
  [
    TYPE.SRV,
    {
      layout: [6, 'literal'],
      print: (data) => [...[0, 2, 4].map((at) => readWord(octets(data), at)), ...names(data)].join(' '),
    },
  ],
  [
    TYPE.SOA,
    {
      layout: ['name', 'name', 20],
      print: (data) =>
        [...names(data), ...[0, 4, 8, 12, 16].map((at) => readLong(octets(data), at))].join(' '),
    },
  ],
  [TYPE.TXT, { layout: [], print: (data) => printStrings(octets(data)) }],
  [TYPE.HINFO, { layout: [], print: (data) => printStrings(octets(data)) }],
])

/** RDATA as in a zone file; unknown types in the form of RFC 3597 §5. */
export function rdataText(type: number, data: Rdata): string {
  const row = ROWS.get(type)
  if (row !== undefined) return row.print(data)
  const wire = rdataOctets(data)
  return `\\# ${wire.length} ${Buffer.from(wire, 'latin1').toString('hex')}`.trimEnd()
}

/** RDATA on the wire, without compression. */
export function rdataOctets(data: Rdata): string {
  return data.map((part) => (typeof part === 'string' ? part : part.name)).join('')
}

/** Types that kubezone neither makes nor prints, but whose data may come from elsewhere with names that point into a message. */
const FOREIGN_LAYOUTS = new Map<number, Row['layout']>([
  [3, ['name']], // MD to MR, MINFO: RFC 1035 §3.3
  [4, ['name']],
  [7, ['name']],
  [8, ['name']],
  [9, ['name']],
  [14, ['name', 'name']],
  [17, ['literal', 'literal']], // RP, AFSDB, RT: RFC 3597 §4 has receivers decompress them
  [18, [2, 'literal']],
  [21, [2, 'literal']],
  [36, [2, 'literal']], // KX: RFC 2230
  [39, ['literal']], // DNAME: RFC 6672
])

/** Whether a type's RDATA may hold compressed names on the wire, and where: its layout, or `null` if it has none. */
export function rdataLayout(type: number): readonly (number | 'name' | 'literal')[] | null {
  return ROWS.get(type)?.layout ?? FOREIGN_LAYOUTS.get(type) ?? null
}

function octets(data: Rdata): string {
  return data.filter((part) => typeof part === 'string').join('')
}
function names(data: Rdata): string[] {
  return data.flatMap((part) => (typeof part === 'string' ? [] : [nameText(part.name)]))
}
function readWord(wire: string, at: number): number {
  return wire.charCodeAt(at) * 256 + wire.charCodeAt(at + 1)
}
function readLong(wire: string, at: number): number {
  return readWord(wire, at) * 65536 + readWord(wire, at + 2)
}

function printStrings(wire: string): string {
  const strings: string[] = []
  for (let at = 0; at < wire.length; at += wire.charCodeAt(at) + 1) {
    const text = wire.slice(at + 1, at + 1 + wire.charCodeAt(at))
    const escaped = text.replace(/["\\]|[^ -~]/g, (octet) =>
      octet === '"' || octet === '\\' ? `\\${octet}` : `\\${String(octet.charCodeAt(0)).padStart(3, '0')}`,
    )
    strings.push(`"${escaped}"`)
  }
  return strings.join(' ')
}

/** The type of the record that holds an address, and its data; `null` if the text is no address. */
export function addressRecord(text: string): { type: number; rdata: Rdata } | null {
  const wire = parseAddress(text)
  return wire === null ? null : { type: wire.length === 4 ? TYPE.A : TYPE.AAAA, rdata: addressData(wire) }
}
