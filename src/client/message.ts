/**
 * The messages of `lookup` and its like. dns2 writes the queries and reads the headers of the replies; this is the only import of
 * it. Names, records and EDNS options are read and printed by our own codec: dns2 flattens names and strings, drops broken records
 * and trips over options, while what is printed is to be what was sent. Whatever a peer sends, nothing is thrown.
 */
import { Packet } from 'dns2'
import { CLASS, HEADER_OCTETS, MAX_UDP_OCTETS, RECORD_FIXED_OCTETS, TYPE } from '../wire/constants.ts'
import type { ExtendedError } from '../wire/answer.ts'
import { packetName, packetNameEnd, soundNameEnd } from '../wire/packet-name.ts'
import { packetData, packetRecordExtent } from '../wire/packet-record.ts'
import { targetOf } from '../wire/rdata.ts'
import { genericText, rdataText } from '../wire/rdata-text.ts'

export interface Question {
  /** Wire form, in the spelling to be asked. */
  readonly name: string
  readonly type: number
}

export interface ReceivedRecord {
  /** Wire form, spelled as it came. */
  readonly owner: string
  readonly type: number
  readonly class: number
  readonly ttl: number
  /** RDATA as in a zone file, harmless to a terminal; `\# n hex` (RFC 3597 §5) for what is no data of its type. */
  readonly data: string
  /** Where a CNAME leads, in wire form; `null` for every other type. */
  readonly alias: string | null
}

export interface Reply {
  /** All 12 bits where there is an OPT record (RFC 6891 §6.1.3). */
  readonly rcode: number
  readonly answer: readonly ReceivedRecord[]
  readonly authority: readonly ReceivedRecord[]
  /** Without OPT. */
  readonly additional: readonly ReceivedRecord[]
  readonly extendedErrors: readonly ExtendedError[]
}

export function encodeQuery(id: number, question: Question, withEdns: boolean): Buffer {
  const writer = new Packet.Writer()
  // Stub resolvers ask for recursion; it costs nothing where there is none.
  new Packet.Header({ id, rd: 1, qdcount: 1, arcount: withEdns ? 1 : 0 }).toBuffer(writer)
  // dns2 would cut the name at every dot, also at one inside a label.
  for (const octet of Buffer.from(question.name, 'latin1')) writer.write(octet, 8)
  writer.write(question.type, 16)
  writer.write(CLASS.IN, 16)
  if (withEdns) {
    const opt = Packet.Resource.EDNS([])
    opt.class = MAX_UDP_OCTETS // RFC 6891 §6.1.2: the class of an OPT is the payload size.
    Packet.Resource.encode(opt, writer)
  }
  return writer.toBuffer()
}

/** The reply, or in a few words what is wrong with it. */
export function decodeReply(packet: Buffer): Reply | string {
  const header = Packet.Header.parse(new Packet.Reader(packet))
  let at = HEADER_OCTETS
  for (let i = 0; i < header.qdcount; i++) {
    const nameEnd = packetNameEnd(packet, at)
    if (nameEnd === -1 || nameEnd + 4 > packet.length) return 'its question is cut off'
    at = nameEnd + 4
  }
  const sections: RawRecord[][] = []
  for (const count of [header.ancount, header.nscount, header.arcount]) {
    const section: RawRecord[] = []
    for (let i = 0; i < count; i++) {
      const record = readRawRecord(packet, at)
      if (record === null) return 'a record is cut off, or there are fewer than announced'
      section.push(record)
      at = record.end
    }
    sections.push(section)
  }
  if (at !== packet.length) return `${packet.length - at} octets follow its last record`
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

/** Where a record lies in the packet. */
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
