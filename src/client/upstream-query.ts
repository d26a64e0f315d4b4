/** Messages to upstreams: their own id and EDNS, the client's question in its spelling, and the flags that upstreams act on. */
import { randomInt } from 'node:crypto'
import { CLASS, FLAG, HEADER_OCTETS, MAX_UDP_OCTETS, TYPE } from '../wire/constants.ts'

export interface UpstreamQuestion {
  /** Wire form, in the spelling to be asked: letter case that a client chose by chance stays (0x20). */
  readonly name: string
  readonly type: number
  /** IN if left out. */
  readonly class?: number
  /** Those of the client's that upstreams act on: RD, AD, CD. */
  readonly flags: number
  readonly dnssecOk: boolean
  /** EDNS options as on the wire. */
  readonly options?: Buffer
}

const OPT_OCTETS = 11
const NO_OPTIONS = Buffer.alloc(0)

/** With a fresh random id (RFC 5452 §9.2). */
export function encodeUpstreamQuery(question: UpstreamQuestion, withEdns: boolean): Buffer {
  const { name, type, flags, dnssecOk, options = NO_OPTIONS } = question
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
