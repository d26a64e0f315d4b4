/** Matches replies to queries by header and question alone. */
import { FLAG, HEADER_OCTETS, RCODE } from '../wire/constants.ts'
import { keyOf } from '../wire/name.ts'
import { packetName, packetNameEnd } from '../wire/packet-name.ts'

/** RFC 5452 §9.1: whether a packet is a reply to `query`, rather than stray or forged. */
export function isReplyTo(query: Buffer, packet: Buffer): boolean {
  if (packet.length < HEADER_OCTETS || packet.readUInt16BE(0) !== query.readUInt16BE(0)) return false
  if ((packet.readUInt16BE(2) & FLAG.QR) === 0) return false
  // A server that could not parse the question omits it. A success without a question could answer any query.
  if (packet.readUInt16BE(4) === 0) return isFailure(packet.readUInt16BE(2) & 0xf)
  const queryEnd = packetNameEnd(query, HEADER_OCTETS)
  const replyEnd = packetNameEnd(packet, HEADER_OCTETS)
  if (queryEnd === -1 || replyEnd === -1) return false
  if (keyOf(packetName(query, HEADER_OCTETS)) !== keyOf(packetName(packet, HEADER_OCTETS))) return false
  const typeAndClass = query.subarray(queryEnd, queryEnd + 4)
  return typeAndClass.equals(packet.subarray(replyEnd, replyEnd + 4))
}

function isFailure(rcode: number): boolean {
  return rcode !== RCODE.NOERROR && rcode !== RCODE.NXDOMAIN
}

/** Whether a reply has the TC flag. `packet` has a whole header. */
export function isTruncated(packet: Buffer): boolean {
  return (packet.readUInt16BE(2) & FLAG.TC) !== 0
}
