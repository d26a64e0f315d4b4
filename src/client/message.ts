/**
 * The client's messages, written and read with dns2, which knows nothing of our own codec and so checks it. The only import
 * of dns2. Where dns2 flattens what it reads (names, character strings), drops it (a broken record) or trips over it (EDNS
 * options), the octets are read here: what is printed is what was sent. Whatever a peer sends, nothing is thrown.
 */
import { Packet, type Resource } from 'dns2'
import { CLASS, HEADER_OCTETS, MAX_UDP_OCTETS, TYPE } from '../wire/constants.ts'
import type { ExtendedError } from '../wire/answer.ts'
import { nameText } from '../wire/name.ts'
import { rdataText } from '../wire/rdata.ts'
import { readName } from './name-reader.ts'

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
  /** RDATA as in a zone file, harmless to a terminal; `\# n hex` (RFC 3597 §5) for what dns2 cannot read. */
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
    const name = readName(packet, at)
    if (name === null || name.end + 4 > packet.length) return 'its question is cut off'
    at = name.end + 4
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
  readonly start: number
  readonly owner: string
  readonly type: number
  readonly class: number
  readonly ttl: number
  readonly dataStart: number
  readonly end: number
}

/** TYPE, CLASS, TTL, RDLENGTH. */
const FIXED_OCTETS = 10

function readRawRecord(packet: Buffer, start: number): RawRecord | null {
  const owner = readName(packet, start)
  if (owner === null) return null
  const at = owner.end
  const dataStart = at + FIXED_OCTETS
  if (dataStart > packet.length) return null
  const end = dataStart + packet.readUInt16BE(at + 8)
  if (end > packet.length) return null
  return {
    start,
    owner: owner.wire,
    type: packet.readUInt16BE(at),
    class: packet.readUInt16BE(at + 2),
    ttl: packet.readUInt32BE(at + 4),
    dataStart,
    end,
  }
}

function decodeRecord(packet: Buffer, raw: RawRecord): ReceivedRecord {
  const resource = parseWithDns2(packet, raw)
  const print = PRINTERS.get(raw.type)
  const data = resource === null || print === undefined ? null : print(resource, packet, raw)
  return {
    owner: raw.owner,
    type: raw.type,
    class: raw.class,
    ttl: raw.ttl,
    data: data ?? genericText(packet.subarray(raw.dataStart, raw.end)),
    alias: raw.type === TYPE.CNAME ? (readName(packet, raw.dataStart)?.wire ?? null) : null,
  }
}

/** What dns2 makes of a record; `null` if it cannot read it, or reads past its end or not up to it. */
function parseWithDns2(packet: Buffer, raw: RawRecord): Resource | null {
  const reader = new Packet.Reader(packet, raw.start * 8)
  try {
    const resource = Packet.Resource.parse(reader)
    return reader.offset === raw.end * 8 ? resource : null
  } catch {
    return null
  }
}

/** RDATA in the form for unknown types, RFC 3597 §5. */
function genericText(data: Buffer): string {
  return `\\# ${data.length} ${data.toString('hex')}`.trimEnd()
}

/** `null` where dns2 would pass over what is odd in the data. */
type Printer = (resource: Resource, packet: Buffer, raw: RawRecord) => string | null

const printTarget: Printer = (_, packet, raw) => nameAt(packet, raw.dataStart)

const printStrings: Printer = (_, packet, raw) =>
  raw.end === raw.dataStart ? null : rdataText(TYPE.TXT, [packet.toString('latin1', raw.dataStart, raw.end)])

const SPF = 99
const CAA = 257

const PRINTERS = new Map<number, Printer>([
  [TYPE.A, (resource, _, raw) => (raw.end - raw.dataStart === 4 ? (resource.address ?? null) : null)],
  [TYPE.AAAA, (resource, _, raw) => (raw.end - raw.dataStart === 16 ? (resource.address ?? null) : null)],
  [TYPE.NS, printTarget],
  [TYPE.CNAME, printTarget],
  [TYPE.PTR, printTarget],
  [TYPE.TXT, printStrings],
  [TYPE.HINFO, printHostInformation],
  [SPF, printStrings],
  [TYPE.MX, ({ priority }, packet, raw) => join(priority, nameAt(packet, raw.dataStart + 2))],
  [
    TYPE.SRV,
    ({ priority, weight, port }, packet, raw) =>
      join(priority, weight, port, nameAt(packet, raw.dataStart + 6)),
  ],
  [
    TYPE.SOA,
    ({ serial, refresh, retry, expiration, minimum }, packet, raw) => {
      const primary = readName(packet, raw.dataStart)
      if (primary === null) return null
      const admin = nameAt(packet, primary.end)
      return join(nameText(primary.wire), admin, serial, refresh, retry, expiration, minimum)
    },
  ],
  [CAA, printCaa],
])

/** RFC 1035 §3.3.2: two strings. dns2 leaves them as octets; with RFC 8482 they answer every question for ANY. */
function printHostInformation(resource: Resource, packet: Buffer, raw: RawRecord): string | null {
  const second = raw.dataStart + 1 + (packet[raw.dataStart] ?? 0)
  const end = second + 1 + (packet[second] ?? 0)
  return end === raw.end ? printStrings(resource, packet, raw) : null
}

/** RFC 8659 §4.1.1: flags, a tag with its length before it, and the value up to the end. */
function printCaa({ flags }: Resource, packet: Buffer, raw: RawRecord): string | null {
  const tagEnd = raw.dataStart + 2 + (packet[raw.dataStart + 1] ?? 0)
  if (tagEnd > raw.end || raw.end - tagEnd > 255) return null
  const tag = packet.toString('latin1', raw.dataStart + 2, tagEnd)
  if (!/^[0-9A-Za-z]+$/.test(tag)) return null
  const value = String.fromCharCode(raw.end - tagEnd) + packet.toString('latin1', tagEnd, raw.end)
  return join(flags, tag, rdataText(TYPE.TXT, [value]))
}

function nameAt(packet: Buffer, at: number): string | null {
  const name = readName(packet, at)
  return name === null ? null : nameText(name.wire)
}

/** The fields with blanks between them; `null` if one is missing. */
function join(...fields: readonly (string | number | null | undefined)[]): string | null {
  return fields.some((field) => field === null || field === undefined) ? null : fields.join(' ')
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
