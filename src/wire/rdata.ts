/**
 * RDATA is a list of octets and names, so that code encodes, compares and moves it without knowledge of its
 * type. `record-types.ts` has the types. The functions here make the RDATA that a cluster has by the ten
 * thousand.
 */
import { parseAddress } from './address.ts'
import { TYPE } from './constants.ts'
import { keyOf } from './name.ts'

/** A name inside RDATA. RFC 3597 §4: only names of the RFC 1035 types may be compressed. */
export interface NamePart {
  /** Wire form, in the spelling that replies have. */
  readonly name: string
  readonly compressible: boolean
}
export type Rdata = readonly (string | NamePart)[]

function compressible(name: string): NamePart {
  return { name, compressible: true }
}

/** RDATA of A or AAAA, from 4 or 16 octets. */
export function addressData(address: string): Rdata {
  return [address]
}
/** RDATA of NS, CNAME or PTR. */
export function targetData(target: string): Rdata {
  return [compressible(target)]
}
/** RDATA of TXT; each string has at most 255 octets. */
export function textData(strings: readonly string[]): Rdata {
  return [strings.map((text) => String.fromCharCode(text.length) + text).join('')]
}
/** RDATA in wire form, without compression. */
export function rdataOctets(data: Rdata): string {
  return data.map((part) => (typeof part === 'string' ? part : part.name)).join('')
}

/** Equal for equal RDATA: names in it have no letter case (RFC 4343 §3, RFC 4034 §6.2). */
export function rdataKey(data: Rdata): string {
  return data.map((part) => (typeof part === 'string' ? part : keyOf(part.name))).join('')
}

/** The target of a record: the first name in its RDATA. `null` if the RDATA has no name. */
export function targetOf(data: Rdata): NamePart | null {
  for (const part of data) if (typeof part !== 'string') return part
  return null
}

/** Builds RDATA in canonical form: adjacent octets are one part. */
export class RdataBuilder {
  readonly #parts: (string | NamePart)[] = []
  #octets = ''

  octets(octets: string): void {
    this.#octets += octets
  }

  /** Appends a name in wire form. */
  name(name: string, compressible: boolean): void {
    this.#flush()
    this.#parts.push({ name, compressible })
  }

  finish(): Rdata {
    this.#flush()
    return this.#parts
  }

  #flush(): void {
    if (this.#octets !== '') this.#parts.push(this.#octets)
    this.#octets = ''
  }
}

/** The type (A or AAAA) and RDATA for an address; `null` if the text is not an address. */
export function addressRecord(text: string): { type: number; rdata: Rdata } | null {
  const wire = parseAddress(text)
  return wire === null ? null : { type: wire.length === 4 ? TYPE.A : TYPE.AAAA, rdata: addressData(wire) }
}
