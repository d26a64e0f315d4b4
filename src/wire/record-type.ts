/**
 * A record type is its number, its mnemonic and its fields; each has a file in `types/`. The fields determine
 * how zone files write the RDATA, which RDATA is valid in a message, which names are compressed, and which
 * values code reads.
 */
import type { Extent, Field, TextContext, TypeNames } from './fields/field.ts'
import { plainNameEnd } from './packet-name.ts'
import { type Rdata, RdataBuilder, rdataOctets } from './rdata.ts'
import type { ZoneWord } from './zone-word.ts'

/** A problem with RDATA, and the index of its word; `at` is the number of words if a word is missing. */
export interface RdataProblem {
  readonly problem: string
  readonly at: number
}

/** The values of a record's fields, by label. */
type Values<Fields extends readonly Field[]> = {
  readonly [One in Fields[number] as One['label']]: One extends Field<string, infer Value> ? Value : never
}

export class RecordType<const Fields extends readonly Field[] = readonly Field[]> {
  readonly number: number
  readonly mnemonic: string
  readonly fields: Fields
  /**
   * The steps by which a server reads this RDATA in a received message. They cover names that may be
   * compressed, with the fields before them and, if those have a fixed length, the fields behind; RDATA of a
   * fixed length; RDATA of character strings only. `null`: the server relays the RDATA as opaque octets (RFC
   * 3597 §3).
   */
  readonly layout: readonly Extent[] | null
  /** Whether receivers decompress its names, but senders write them out (RFC 3597 §4). */
  readonly isDecompressed: boolean

  constructor(number: number, mnemonic: string, fields: Fields) {
    this.number = number
    this.mnemonic = mnemonic
    this.fields = fields
    this.layout = layoutOf(fields)
    this.isDecompressed = fields.some(
      ({ extent }) => typeof extent === 'object' && extent.name === 'decompressed',
    )
  }

  /** Encodes the values of the fields. */
  data(values: Values<Fields>): Rdata {
    const builder = new RdataBuilder()
    const byLabel: Readonly<Record<string, unknown>> = values
    for (const field of this.fields) add(builder, field, field.octetsOf(byLabel[field.label]))
    return builder.finish()
  }

  /** Decodes the fields of valid RDATA; throws on RDATA of another form. */
  values(data: Rdata): Values<Fields> {
    const parts = this.#split(rdataOctets(data))
    if (parts === null) throw new Error(`expected valid ${this.mnemonic} data`)
    const values = this.fields.map((field, i) => [field.label, field.valueOf(parts[i] as string)])
    return Object.fromEntries(values) as Values<Fields>
  }

  /** Reads RDATA without pointers; `null` if it is not valid for this type. */
  read(octets: string): Rdata | null {
    const parts = this.#split(octets)
    if (parts === null) return null
    const builder = new RdataBuilder()
    for (const [i, field] of this.fields.entries()) add(builder, field, parts[i] as string)
    return builder.finish()
  }

  /** Parses the words of a zone file (RFC 1035 §5.1). */
  parse(words: readonly ZoneWord[], context: TextContext): { readonly rdata: Rdata } | RdataProblem {
    const builder = new RdataBuilder()
    let at = 0
    for (const field of this.fields) {
      const end = field.words === 'all' ? words.length : Math.min(at + 1, words.length)
      const octets = end === at && field.words === 'one' ? null : field.parse(words.slice(at, end), context)
      if (octets === null) return { problem: `expected ${field.expected}`, at }
      if (typeof octets === 'object') return { problem: `expected ${octets.expected}`, at: at + octets.at }
      add(builder, field, octets)
      at = end
    }
    return at < words.length ? { problem: 'expected no more words', at } : { rdata: builder.finish() }
  }

  /**
   * Prints RDATA without pointers as in a zone file; `null` if it is not valid for this type or has no such
   * form.
   */
  print(octets: string, types: TypeNames): string | null {
    const parts = this.#split(octets)
    if (parts === null) return null
    const words = this.fields.map((field, i) => field.print(parts[i] as string, types))
    return words.includes(null) ? null : words.filter((word) => word !== '').join(' ')
  }

  /** The octets of each field; `null` if a field is malformed or octets remain. */
  #split(octets: string): string[] | null {
    const buffer = Buffer.from(octets, 'latin1')
    const parts: string[] = []
    let at = 0
    for (const field of this.fields) {
      const end = endOf(field.extent, buffer, at)
      if (end === -1 || end > octets.length) return null
      const part = octets.slice(at, end)
      if (field.isValid?.(part) === false) return null
      parts.push(part)
      at = end
    }
    return at === octets.length ? parts : null
  }
}

/** Declares a record type. */
export function type<const Fields extends readonly Field[]>(
  number: number,
  mnemonic: string,
  ...fields: Fields
): RecordType<Fields> {
  return new RecordType(number, mnemonic, fields)
}

function add(builder: RdataBuilder, { extent }: Field, octets: string): void {
  if (typeof extent === 'object') builder.name(octets, extent.name === 'compressed')
  else builder.octets(octets)
}

/** The offset behind a field, which may exceed the octets; -1 if its name or string is malformed. */
function endOf(extent: Extent, octets: Uint8Array, at: number): number {
  if (typeof extent === 'number') return at + extent
  if (extent === 'string') return at < octets.length ? at + 1 + (octets[at] as number) : -1
  return typeof extent === 'object' ? plainNameEnd(octets, at) : octets.length
}

function layoutOf(fields: readonly Field[]): readonly Extent[] | null {
  const extents = fields.map(({ extent }) => extent)
  if (extents.every((one) => one === 'string' || one === 'strings')) return ['strings']
  const lastName = extents.findLastIndex((one) => typeof one === 'object' && one.name !== 'plain')
  const isFixed = extents.slice(lastName + 1).every((one) => typeof one === 'number')
  if (isFixed) return merged(extents)
  return lastName === -1 ? null : [...merged(extents.slice(0, lastName + 1)), 'rest']
}

/** Merges adjacent steps of a fixed length into one. */
function merged(extents: readonly Extent[]): readonly Extent[] {
  const steps: Extent[] = []
  for (const extent of extents) {
    const previous = steps.at(-1)
    if (typeof extent === 'number' && typeof previous === 'number')
      steps[steps.length - 1] = previous + extent
    else steps.push(extent)
  }
  return steps
}
