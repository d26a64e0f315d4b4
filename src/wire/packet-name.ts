/**
 * Names in messages that others wrote, where pointers lead anywhere behind the header. A pointer must lead back to before the
 * run of labels that it ends (RFC 1035 §4.1.4: "a prior occurrence"), so following one comes to an end.
 */
import { HEADER_OCTETS, MAX_LABEL_OCTETS, MAX_NAME_OCTETS } from './constants.ts'

/** No name of 255 octets has more labels, and each pointer is worth one; a chain of bare pointers costs and says nothing. */
const MAX_POINTERS = 127

/** The offset behind the name at `start`; -1 if it is cut off, too long, or leads forwards or round in circles. */
export function packetNameEnd(packet: Uint8Array, start: number): number {
  let end = -1
  let at = start
  let runStart = start
  let octets = 0
  for (let pointers = 0; ; ) {
    if (at >= packet.length) return -1
    const length = packet[at] as number
    if (length <= MAX_LABEL_OCTETS) {
      octets += length + 1
      if (octets > MAX_NAME_OCTETS) return -1
      at += length + 1
      if (length === 0) return end === -1 ? at : end
      continue
    }
    if (length < 0xc0 || at + 2 > packet.length || ++pointers > MAX_POINTERS) return -1
    const target = ((length & 0x3f) << 8) | (packet[at + 1] as number)
    if (target < HEADER_OCTETS || target >= runStart) return -1
    if (end === -1) end = at + 2
    at = target
    runStart = target
  }
}

/** The name at an offset, in wire form and as it is spelled. `packetNameEnd` has found it sound. */
export function packetName(packet: Buffer, start: number): string {
  let name = ''
  for (let at = start; ; ) {
    const length = packet[at] as number
    if (length > MAX_LABEL_OCTETS) {
      at = ((length & 0x3f) << 8) | (packet[at + 1] as number)
      continue
    }
    name += packet.toString('latin1', at, at + length + 1)
    if (length === 0) return name
    at += length + 1
  }
}
