/** Queries to upstreams: their own id and EDNS, and the client's question, spelling, RD, AD and CD flags. */
import { randomInt } from 'node:crypto'
import { CLASS, EDNS_OPTION, FLAG, HEADER_OCTETS, MAX_UDP_OCTETS, TYPE } from '../wire/constants.ts'

export interface UpstreamQuestion {
  /** Wire form, in the client's spelling: letter case that the client randomized stays (0x20). */
  readonly name: string
  readonly type: number
  /** IN if left out. */
  readonly class?: number
  /** The client's flags; only RD, AD and CD are sent. */
  readonly flags: number
  readonly dnssecOk: boolean
  /** EDNS options in wire form. */
  readonly options?: Buffer
}

const OPT_OCTETS = 11
const NO_OPTIONS = Buffer.alloc(0)

const OPTION_HEADER_OCTETS = 4
/** RFC 8467 §4.1: a client pads encrypted queries to multiples of this size. */
const PADDED_BLOCK_OCTETS = 128

/** With a fresh random id (RFC 5452 §9.2). */
export function encodeUpstreamQuery(
  question: UpstreamQuestion,
  withEdns: boolean,
  isEncrypted = false,
): Buffer {
  const { name, type, flags, dnssecOk } = question
  const plainOctets = HEADER_OCTETS + name.length + 4 + OPT_OCTETS
  const options = isEncrypted
    ? padded(question.options ?? NO_OPTIONS, plainOctets)
    : (question.options ?? NO_OPTIONS)
  const optOctets = withEdns ? OPT_OCTETS + options.length : 0
  const query = Buffer.alloc(HEADER_OCTETS + name.length + 4 + optOctets)
  query.writeUInt16BE(randomInt(0x10000), 0)
  query.writeUInt16BE(flags & (FLAG.RD | FLAG.AD | FLAG.CD), 2)
  query.writeUInt16BE(1, 4)
  query.writeUInt16BE(withEdns ? 1 : 0, 10)
  query.write(name, HEADER_OCTETS, 'latin1')
  const at = HEADER_OCTETS + name.length
  query.writeUInt16BE(type, at)
  query.writeUInt16BE(question.class ?? CLASS.IN, at + 2)
  if (withEdns) {
    query.writeUInt16BE(TYPE.OPT, at + 5)
    query.writeUInt16BE(MAX_UDP_OCTETS, at + 7)
    // RFC 3225 §3.
    query.writeUInt8(dnssecOk ? 0x80 : 0, at + 11)
    query.writeUInt16BE(options.length, at + 13)
    options.copy(query, at + 15)
  }
  return query
}

/** Appends a padding option (RFC 7830 §3), so that the options and `others` octets fill whole blocks. */
function padded(options: Buffer, others: number): Buffer {
  const octets = others + options.length + OPTION_HEADER_OCTETS
  const room = Math.ceil(octets / PADDED_BLOCK_OCTETS) * PADDED_BLOCK_OCTETS - octets
  const padding = Buffer.alloc(OPTION_HEADER_OCTETS + room)
  padding.writeUInt16BE(EDNS_OPTION.PADDING, 0)
  padding.writeUInt16BE(room, 2)
  return Buffer.concat([options, padding])
}
