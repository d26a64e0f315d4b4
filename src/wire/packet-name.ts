/**
 * Names in messages: their end, their validity, their spelling. All readers of messages share one rule for
 * compression pointers. RFC 1035 §4.1.4: a pointer leads to "a prior occurrence" of a name. So a pointer must
 * lead to an offset before the run of labels that it ends, and not into the header. A name has at most 255
 * octets. Label types other than 00 and 11 are malformed. These limits bound the walk. Two readers have code
 * of their own: `HashedName.read` lower-cases a question while it walks, and the pointers of a `Section` have
 * no target until its octets are in a reply.
 */
import { HEADER_OCTETS, MAX_LABEL_OCTETS, MAX_NAME_OCTETS } from './constants.ts'

/** The two upper bits of a pointer's first octet. */
const POINTER = 0xc0
/**
 * A name of 255 octets has at most 127 labels, and one pointer for each is enough. Bare chains of pointers
 * are refused.
 */
const MAX_POINTERS = 127

/** The offset behind the name at `start`; -1 if the name is malformed or cut off. */
export function packetNameEnd(packet: Uint8Array, start: number): number {
  return checkedEnd(packet, start, HEADER_OCTETS)
}

/** `packetNameEnd` for octets outside a message, where every pointer is malformed. */
export function plainNameEnd(octets: Uint8Array, start: number): number {
  return checkedEnd(octets, start, Infinity)
}

/** `lowest` is the lowest offset to which a pointer may lead. */
function checkedEnd(octets: Uint8Array, start: number, lowest: number): number {
  let end = -1
  let at = start
  let runStart = start
  let nameOctets = 0
  for (let pointers = 0; ; ) {
    if (at >= octets.length) return -1
    const length = octets[at] as number
    if (length <= MAX_LABEL_OCTETS) {
      nameOctets += length + 1
      if (nameOctets > MAX_NAME_OCTETS) return -1
      at += length + 1
      if (length === 0) return end === -1 ? at : end
      continue
    }
    if (length < POINTER || at + 2 > octets.length || ++pointers > MAX_POINTERS) return -1
    const target = pointerTarget(octets, at)
    if (target < lowest || target >= runStart) return -1
    if (end === -1) end = at + 2
    at = target
    runStart = target
  }
}

/**
 * The offset behind a name that `packetNameEnd` has accepted or this server has written. It checks nothing
 * and follows no pointer.
 */
export function soundNameEnd(octets: Uint8Array, start: number): number {
  let at = start
  while (at < octets.length) {
    const length = octets[at] as number
    if (length === 0) return at + 1
    if (length >= POINTER) return at + 2
    at += length + 1
  }
  return at
}

/** Whether a name that `packetNameEnd` has accepted ends in a pointer. */
export function isCompressedName(packet: Uint8Array, start: number): boolean {
  let at = start
  for (let length = packet[at] as number; length > 0 && length < POINTER; length = packet[at] as number)
    at += length + 1
  return packet[at] !== 0
}

/** The name at an offset, in wire form, with the packet's spelling. `packetNameEnd` must have accepted it. */
export function packetName(packet: Buffer, start: number): string {
  let name = ''
  for (let at = start; ; ) {
    const length = packet[at] as number
    if (length >= POINTER) {
      at = pointerTarget(packet, at)
      continue
    }
    name += packet.toString('latin1', at, at + length + 1)
    if (length === 0) return name
    at += length + 1
  }
}

function pointerTarget(octets: Uint8Array, at: number): number {
  return (((octets[at] as number) & 0x3f) << 8) | (octets[at + 1] as number)
}
