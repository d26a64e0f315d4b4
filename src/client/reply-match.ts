/** Which packet answers which query, told by the header and the question alone. */
import { FLAG, HEADER_OCTETS, RCODE } from '../wire/constants.ts'
import { toLowerAscii } from '../wire/name.ts'
import { readName } from './name-reader.ts'

/** Whether a packet is a reply to that query and not something stray or forged (RFC 5452 §9.1). */
export function isReplyTo(query: Buffer, packet: Buffer): boolean {
  if (packet.length < HEADER_OCTETS || packet.readUInt16BE(0) !== query.readUInt16BE(0)) return false
  if ((packet.readUInt16BE(2) & FLAG.QR) === 0) return false
  // A server that could not read the question does not repeat it; an answer without one could be anybody's.
  if (packet.readUInt16BE(4) === 0) return isFailure(packet.readUInt16BE(2) & 0xf)
  const asked = readName(query, HEADER_OCTETS)
  const told = readName(packet, HEADER_OCTETS)
  if (asked === null || told === null || toLowerAscii(asked.wire) !== toLowerAscii(told.wire)) return false
  const typeAndClass = query.subarray(asked.end, asked.end + 4)
  return typeAndClass.equals(packet.subarray(told.end, told.end + 4))
}

function isFailure(rcode: number): boolean {
  return rcode !== RCODE.NOERROR && rcode !== RCODE.NXDOMAIN
}

/** Whether a reply was cut to fit (TC). `packet` has a header. */
export function isTruncated(packet: Buffer): boolean {
  return (packet.readUInt16BE(2) & FLAG.TC) !== 0
}
