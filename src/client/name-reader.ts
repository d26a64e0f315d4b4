/**
 * Names in a message that somebody else wrote, with compression pointers followed, in wire form: dns2 hands names out as
 * text, in which a dot inside a label cannot be told from a dot between two.
 */
import { MAX_LABEL_OCTETS, MAX_NAME_OCTETS } from '../wire/constants.ts'

export interface ReadName {
  /** Wire form, spelled as it came. */
  readonly wire: string
  /** The offset behind the name where it began. */
  readonly end: number
}

/** The name at an offset; `null` if it is cut off or malformed. */
export function readName(octets: Buffer, start: number): ReadName | null {
  let wire = ''
  let end = -1
  let at = start
  // RFC 1035 §4.1.4: a pointer leads to a *prior* occurrence, so each must lead further back than the one before.
  let lowest = start
  for (;;) {
    const length = octets[at]
    if (length === undefined) return null
    if (length >= 0xc0) {
      const low = octets[at + 1]
      if (low === undefined) return null
      if (end === -1) end = at + 2
      at = (length & 0x3f) * 256 + low
      if (at >= lowest) return null
      lowest = at
      continue
    }
    if (length > MAX_LABEL_OCTETS || at + 1 + length > octets.length) return null
    wire += octets.toString('latin1', at, at + 1 + length)
    if (wire.length > MAX_NAME_OCTETS) return null
    at += 1 + length
    if (length === 0) return { wire, end: end === -1 ? at : end }
  }
}
