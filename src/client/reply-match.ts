/** Which packet answers which query, told by the header and the question alone. */
import { FLAG, HEADER_OCTETS, RCODE } from '../wire/constants.ts'
import { keyOf } from '../wire/name.ts'
import { packetName, packetNameEnd } from '../wire/packet-name.ts'

/** Whether a packet is a reply to that query and not something stray or forged (RFC 5452 §9.1). */
export function isReplyTo(query: Buffer, packet: Buffer): boolean {
  if (packet.length < HEADER_OCTETS || packet.readUInt16BE(0) !== query.readUInt16BE(0)) return false
  if ((packet.readUInt16BE(2) & FLAG.QR) === 0) return false
  // A server that could not read the question does not repeat it; an answer without one could be anybody's.
  if (packet.readUInt16BE(4) === 0) return isFailure(packet.readUInt16BE(2) & 0xf)
  const askedEnd = packetNameEnd(query, HEADER_OCTETS)
  const toldEnd = packetNameEnd(packet, HEADER_OCTETS)
  if (askedEnd === -1 || toldEnd === -1) return false
  if (keyOf(packetName(query, HEADER_OCTETS)) !== keyOf(packetName(packet, HEADER_OCTETS))) return false
  const typeAndClass = query.subarray(askedEnd, askedEnd + 4)
  return typeAndClass.equals(packet.subarray(toldEnd, toldEnd + 4))
}

function isFailure(rcode: number): boolean {
  return rcode !== RCODE.NOERROR && rcode !== RCODE.NXDOMAIN
}

/** Whether a reply was cut to fit (TC). `packet` has a header. */
export function isTruncated(packet: Buffer): boolean {
  return (packet.readUInt16BE(2) & FLAG.TC) !== 0
}
