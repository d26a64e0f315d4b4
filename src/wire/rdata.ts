/**
 * RDATA is a list of parts, octets and names, so that writing, comparing and moving it needs no type at all. Its types are in
 * `record-types.ts`; here are only makers for what is made by the ten thousand.
 */
import { parseAddress } from './address.ts'
import { TYPE } from './constants.ts'

/** A name inside RDATA. RFC 3597 §4: only names of the RFC 1035 types may be compressed. */
export interface NamePart {
  /** Wire form, spelled as it shall appear. */
  readonly name: string
  readonly compressible: boolean
}
export type Rdata = readonly (string | NamePart)[]

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
/** Strings of at most 255 octets each. */
export function textData(strings: readonly string[]): Rdata {
  return [strings.map((text) => String.fromCharCode(text.length) + text).join('')]
}
/** RDATA on the wire, without compression. */
export function rdataOctets(data: Rdata): string {
  return data.map((part) => (typeof part === 'string' ? part : part.name)).join('')
}

/** The name that a record leads to: the first in its data. `null` if there is none. */
export function targetOf(data: Rdata): NamePart | null {
  for (const part of data) if (typeof part !== 'string') return part
  return null
}

/** Puts RDATA together in its one form: octets that follow octets are one part. */
export class RdataBuilder {
  readonly #parts: (string | NamePart)[] = []
  #octets = ''

  octets(octets: string): void {
    this.#octets += octets
  }

  /** In wire form. */
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

/** The type of the record that holds an address, and its data; `null` if the text is no address. */
export function addressRecord(text: string): { type: number; rdata: Rdata } | null {
  const wire = parseAddress(text)
  return wire === null ? null : { type: wire.length === 4 ? TYPE.A : TYPE.AAAA, rdata: addressData(wire) }
}
