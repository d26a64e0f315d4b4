/** What RDATA consists of, type by type, and the same read from octets: nothing is taken for a field that is none. */
import { MAX_LABEL_OCTETS, MAX_NAME_OCTETS } from './constants.ts'
import type { Rdata } from './rdata.ts'

export type Field =
  | 'ipv4'
  | 'ipv6'
  /** Compressible, and not. */
  | 'name'
  | 'literal'
  | 'u8'
  | 'u16'
  | 'u32'
  /** Seconds, perhaps with units: `1h30m`. */
  | 'time'
  /** One character string of at most 255 octets; the rest of the line as such, of any length; the rest of RDATA as octets. */
  | 'string'
  | 'strings'
  | 'octets'
  /** A word of letters and digits with its length before it. */
  | 'tag'
  | 'type'
  /** All other words together. */
  | 'hex'
  | 'base64'
  | 'parameters'

/** `null` where the octets are not these fields. Octets without fields may be anything. */
export function readFields(octets: string, fields: readonly Field[]): Rdata | null {
  if (fields.length === 0) return octets === '' ? [] : [octets]
  const rdata: Rdata[number][] = []
  let at = 0
  for (const field of fields) {
    const end = endOf(field, octets, at)
    if (end > octets.length) return null
    const part = octets.slice(at, end)
    if (field === 'name' || field === 'literal') rdata.push({ name: part, compressible: field === 'name' })
    else rdata.push(part)
    at = end
  }
  return at === octets.length ? rdata : null
}

/** Behind the field that begins at an offset; `Infinity` where none does. */
function endOf(field: Field, octets: string, start: number): number {
  switch (field) {
    case 'u8':
      return start + 1
    case 'u16':
    case 'type':
      return start + 2
    case 'ipv4':
    case 'u32':
    case 'time':
      return start + 4
    case 'ipv6':
      return start + 16
    case 'name':
    case 'literal':
      return nameEnd(octets, start)
    case 'string':
    case 'tag':
      return stringEnd(octets, start)
    case 'strings': {
      let end = stringEnd(octets, start)
      while (end < octets.length) end = stringEnd(octets, end)
      return end
    }
    case 'parameters': {
      let end = start
      while (end < octets.length) end = parameterEnd(octets, end)
      return end
    }
    case 'octets':
    case 'hex':
    case 'base64':
      break
  }
  return octets.length
}

function stringEnd(octets: string, start: number): number {
  return start < octets.length ? start + 1 + octets.charCodeAt(start) : Infinity
}

/** RFC 9460 §2.2: a key, the length of its value, the value. */
function parameterEnd(octets: string, start: number): number {
  if (start + 4 > octets.length) return Infinity
  return start + 4 + octets.charCodeAt(start + 2) * 256 + octets.charCodeAt(start + 3)
}

/** Of a name without pointers. */
function nameEnd(octets: string, start: number): number {
  for (let at = start; at < octets.length; ) {
    const length = octets.charCodeAt(at)
    at += length + 1
    if (length > MAX_LABEL_OCTETS || at - start > MAX_NAME_OCTETS) return Infinity
    if (length === 0) return at
  }
  return Infinity
}
