/**
 * The messages of `lookup`. dns2 encodes the queries and decodes the headers of the replies. The codec of
 * `wire/` decodes and prints names, records and EDNS options: dns2 flattens names and strings, drops
 * malformed records and fails at options, while `lookup` prints exactly what a server sent. No reply makes
 * these functions throw.
 */
import { Packet } from 'dns2'
import { CLASS, HEADER_OCTETS, MAX_UDP_OCTETS, RECORD_FIXED_OCTETS, TYPE } from '../wire/constants.ts'
import type { ExtendedError } from '../wire/answer.ts'
import { packetName, packetNameEnd, soundNameEnd } from '../wire/packet-name.ts'
import { packetData, packetRecordExtent } from '../wire/packet-record.ts'
import { targetOf } from '../wire/rdata.ts'
import { genericText, rdataText } from '../wire/rdata-text.ts'

export interface Question {
  /** Wire form, in the spelling to send. */
  readonly name: string
  readonly type: number
  /** IN, if left out. */
  readonly class?: number
}

export interface ReceivedRecord {
  /** Wire form, in the spelling received. */
  readonly owner: string
  readonly type: number
  readonly class: number
  readonly ttl: number
  /**
   * RDATA as in a zone file, in printable ASCII; `\# n hex` (RFC 3597 §5) if it is not valid for the type.
   */
  readonly data: string
  /** The target of a CNAME, in wire form; `null` for other types. */
  readonly alias: string | null
}

export interface Reply {
  /** RFC 6891 §6.1.3: 12 bits if the reply has an OPT record. */
  readonly rcode: number
  readonly answer: readonly ReceivedRecord[]
  readonly authority: readonly ReceivedRecord[]
  /** Without OPT. */
  readonly additional: readonly ReceivedRecord[]
  readonly extendedErrors: readonly ExtendedError[]
}

export function encodeQuery(id: number, question: Question, withEdns: boolean): Buffer {
  const writer = new Packet.Writer()
  // Stub resolvers set RD; authoritative servers ignore it.
  new Packet.Header({ id, rd: 1, qdcount: 1, arcount: withEdns ? 1 : 0 }).toBuffer(writer)
  // dns2 would split the name at every dot, also at one inside a label.
  for (const octet of Buffer.from(question.name, 'latin1')) writer.write(octet, 8)
  writer.write(question.type, 16)
  writer.write(question.class ?? CLASS.IN, 16)
  if (withEdns) {
    const opt = Packet.Resource.EDNS([])
    opt.class = MAX_UDP_OCTETS // RFC 6891 §6.1.2: the class of an OPT is the payload size.
    Packet.Resource.encode(opt, writer)
  }
  return writer.toBuffer()
}

/** The reply, or the reason why it is malformed. */
export function decodeReply(packet: Buffer): Reply | string {
  const header = Packet.Header.parse(new Packet.Reader(packet))
  let at = HEADER_OCTETS
  for (let i = 0; i < header.qdcount; i++) {
    const nameEnd = packetNameEnd(packet, at)
    if (nameEnd === -1 || nameEnd + 4 > packet.length) return 'the question is cut off'
    at = nameEnd + 4
  }
  const sections: RawRecord[][] = []
  for (const count of [header.ancount, header.nscount, header.arcount]) {
    const section: RawRecord[] = []
    for (let i = 0; i < count; i++) {
      const record = readRawRecord(packet, at)
      if (record === null)
        return 'a record is cut off, or the header counts more records than the message has'
      section.push(record)
      at = record.end
    }
    sections.push(section)
  }
  if (at !== packet.length) return `${packet.length - at} octets follow the last record`
  const [answer = [], authority = [], additional = []] = sections
  const opt = additional.find((record) => record.type === TYPE.OPT)
  return {
    rcode: opt === undefined ? header.rcode : ((opt.ttl >>> 24) << 4) | header.rcode,
    answer: answer.map((record) => decodeRecord(packet, record)),
    authority: authority.map((record) => decodeRecord(packet, record)),
    additional: additional
      .filter((record) => record.type !== TYPE.OPT)
      .map((record) => decodeRecord(packet, record)),
    extendedErrors: opt === undefined ? [] : readExtendedErrors(packet, opt),
  }
}

// --- Records ---

/** A record as offsets into the packet. */
interface RawRecord {
  readonly owner: string
  readonly type: number
  readonly class: number
  readonly ttl: number
  readonly dataStart: number
  readonly end: number
}

function readRawRecord(packet: Buffer, start: number): RawRecord | null {
  const end = packetRecordExtent(packet, start)
  if (end === -1) return null
  const at = soundNameEnd(packet, start)
  return {
    owner: packetName(packet, start),
    type: packet.readUInt16BE(at),
    class: packet.readUInt16BE(at + 2),
    ttl: packet.readUInt32BE(at + 4),
    dataStart: at + RECORD_FIXED_OCTETS,
    end,
  }
}

function decodeRecord(
  packet: Buffer,
  { owner, type, class: recordClass, ttl, dataStart, end }: RawRecord,
): ReceivedRecord {
  const rdata = packetData(packet, type, dataStart, end)
  return {
    owner,
    type,
    class: recordClass,
    ttl,
    data: rdata === null ? genericText(packet.subarray(dataStart, end)) : rdataText(type, rdata),
    alias: type === TYPE.CNAME && rdata !== null ? (targetOf(rdata)?.name ?? null) : null,
  }
}

// --- Extended errors ---

/** RFC 8914 §2. */
const EXTENDED_ERROR_OPTION = 15

function readExtendedErrors(packet: Buffer, opt: RawRecord): ExtendedError[] {
  const errors: ExtendedError[] = []
  let at = opt.dataStart
  while (at + 4 <= opt.end) {
    const code = packet.readUInt16BE(at)
    const start = at + 4
    at = start + packet.readUInt16BE(at + 2)
    if (at > opt.end) break
    if (code === EXTENDED_ERROR_OPTION && at - start >= 2) {
      errors.push({ code: packet.readUInt16BE(start), text: packet.toString('utf8', start + 2, at) })
    }
  }
  return errors
}
