/**
 * The answer of another server, in the octets of its reply. `read` checks the whole message once, so the
 * methods need no further checks. Until a handler reads its sections, the writer copies the records
 * unchanged: the question before them has the same length in our reply, so their pointers stay valid. RFC
 * 6891 §6.1.1: the OPT record is hop-by-hop. `RelayedAnswer` removes it, and the writer adds the server's
 * own.
 */
import type { Answer, ExtendedError } from './answer.ts'
import { CLASS, FLAG, HEADER_OCTETS, OPCODE, RCODE, RECORD_FIXED_OCTETS, TYPE } from './constants.ts'
import { encodeSections, type Records, type Sections } from './encode.ts'
import { keyOf, type NameKey, ROOT, toLowerAscii } from './name.ts'
import { packetName, packetNameEnd, soundNameEnd } from './packet-name.ts'
import { packetRecord, packetRecordEnd } from './packet-record.ts'
import type { ResourceRecord, Section } from './section.ts'

/** The first records of a message, up to an offset: those that fit into a reply. */
export interface Cut {
  readonly end: number
  readonly answer: number
  readonly authority: number
  readonly additional: number
  /** Whether required records are missing, so that the reply has TC (RFC 2181 §9). */
  readonly isTruncated: boolean
}

/** The offsets and counts that `check` finds in a message. */
interface Layout {
  /** The offset of the first record, behind the question. */
  readonly start: number
  readonly answerEnd: number
  readonly authorityEnd: number
  /** The offset behind the last record that is not OPT. */
  readonly end: number
  readonly answer: number
  readonly authority: number
  /** Without OPT. */
  readonly additional: number
  /** The offset of the OPT record; -1 without one. */
  readonly opt: number
}

export class RelayedAnswer implements Answer {
  readonly rcode: number
  readonly flags: number
  readonly extendedError: ExtendedError | null
  /** Whether the reply has an OPT record. */
  readonly hasEdns: boolean
  readonly packet: Buffer
  readonly #layout: Layout
  #sections: Sections | null = null

  private constructor(packet: Buffer, layout: Layout, extendedError: ExtendedError | null) {
    const { opt } = layout
    const flags = packet.readUInt16BE(2)
    this.packet = packet
    this.#layout = layout
    this.hasEdns = opt !== -1
    // RFC 6891 §6.1.3: the upper eight bits of the rcode.
    this.rcode = (opt === -1 ? 0 : (packet[opt + 5] as number) << 4) | (flags & 0xf)
    this.flags = flags & (FLAG.AA | FLAG.TC | FLAG.RA | FLAG.AD)
    this.extendedError = extendedError
  }

  /** Checks a reply; a string names its problem. The caller must not change the octets afterwards. */
  static read(packet: Buffer): RelayedAnswer | string {
    if (packet.length < HEADER_OCTETS) return 'the reply is shorter than a DNS header'
    const flags = packet.readUInt16BE(2)
    if ((flags & FLAG.QR) === 0 || ((flags >> 11) & 0xf) !== OPCODE.QUERY)
      return 'the message is not a reply to a QUERY'
    const layout = check(packet)
    if (typeof layout === 'string') return layout
    if (layout.opt === -1) return new RelayedAnswer(packet, layout, null)
    const extendedError = readOptions(packet, layout.opt)
    return extendedError === undefined
      ? 'the EDNS options are malformed'
      : new RelayedAnswer(packet, layout, extendedError)
  }

  /** The least TTL of the records in seconds; `null` without records. */
  get leastTtl(): number | null {
    let least: number | null = null
    this.#eachTtl((at) => {
      const ttl = this.packet.readUInt32BE(at)
      least = least === null || ttl < least ? ttl : least
    })
    return least
  }

  /** For how many seconds a cache may hold a negative answer (RFC 2308 §5); `null` without an SOA record. */
  get denialTtl(): number | null {
    const { answerEnd, authorityEnd } = this.#layout
    for (let at = answerEnd; at < authorityEnd; at = packetRecordEnd(this.packet, at)) {
      const fixed = soundNameEnd(this.packet, at)
      // RDATA of other classes is opaque octets, which may be shorter.
      const isSoa =
        this.packet.readUInt16BE(fixed) === TYPE.SOA && this.packet.readUInt16BE(fixed + 2) === CLASS.IN
      if (!isSoa) continue
      // MINIMUM is the last field of the SOA.
      const minimum = this.packet.readUInt32BE(packetRecordEnd(this.packet, at) - 4)
      return Math.min(this.packet.readUInt32BE(fixed + 4), minimum)
    }
    return null
  }

  /** A copy with each TTL replaced by `ttlOf` of it, without some flags, and with this extended error. */
  withTtls(
    ttlOf: (ttl: number) => number,
    withoutFlags = 0,
    extendedError = this.extendedError,
  ): RelayedAnswer {
    const packet = Buffer.from(this.packet)
    packet.writeUInt16BE(packet.readUInt16BE(2) & ~withoutFlags, 2)
    this.#eachTtl((at) => packet.writeUInt32BE(ttlOf(packet.readUInt32BE(at)), at))
    return new RelayedAnswer(packet, this.#layout, extendedError)
  }

  /** Calls `visit` with the offset of each record's TTL, except that of OPT. */
  #eachTtl(visit: (at: number) => void): void {
    const { start, end, opt } = this.#layout
    for (let at = start; at < end; at = packetRecordEnd(this.packet, at)) {
      if (at !== opt) visit(soundNameEnd(this.packet, at) + 4)
    }
  }

  get answer(): Section {
    return this.#decoded().answer
  }

  get authority(): Section {
    return this.#decoded().authority
  }

  get additional(): Section {
    return this.#decoded().additional
  }

  get answerCount(): number {
    return this.#layout.answer
  }

  /** The number of records in the section that has the most. */
  get mostRecords(): number {
    const { answer, authority, additional } = this.#layout
    return Math.max(answer, authority, additional)
  }

  /** The offset of the first record. The records can be copied behind any question that ends there. */
  get start(): number {
    return this.#layout.start
  }

  /** Whether the records can be copied in one piece, because no OPT record lies between them. */
  get isInOnePiece(): boolean {
    return this.#layout.opt === -1 || this.#layout.opt >= this.#layout.end
  }

  /**
   * The records that fit into `room` octets: single records of the answer section, the authority section as a
   * whole, whole RRsets of the additional section.
   */
  within(room: number): Cut {
    const { start, end, answerEnd, authorityEnd, answer, authority, additional } = this.#layout
    const limit = start + room
    if (end <= limit) return { end, answer, authority, additional, isTruncated: false }
    if (authorityEnd <= limit) {
      return { ...this.#wholeSets(authorityEnd, limit), answer, authority, isTruncated: false }
    }
    if (answerEnd <= limit) return { end: answerEnd, answer, authority: 0, additional: 0, isTruncated: true }
    let at = start
    let count = 0
    for (;;) {
      const next = packetRecordEnd(this.packet, at)
      if (next === -1 || next > limit) break
      at = next
      count++
    }
    return { end: at, answer: count, authority: 0, additional: 0, isTruncated: true }
  }

  /** The first RRsets of the additional section that end at or before `limit`. */
  #wholeSets(start: number, limit: number): { end: number; additional: number } {
    let last = { end: start, additional: 0 }
    let set = ''
    let at = start
    for (let i = 0; i < this.#layout.additional; i++) {
      const typeAt = soundNameEnd(this.packet, at)
      const ownerAndType = `${this.packet.readUInt16BE(typeAt)} ${toLowerAscii(packetName(this.packet, at))}`
      // An RRset is complete only where the next one begins.
      if (ownerAndType !== set) last = { end: at, additional: i }
      set = ownerAndType
      at = packetRecordEnd(this.packet, at)
      if (at > limit) break
    }
    return last
  }

  #decoded(): Sections {
    this.#sections ??= encodeSections(this.#records(), this.#question(), ROOT)
    return this.#sections
  }

  #question(): NameKey {
    return this.#layout.start === HEADER_OCTETS ? ROOT : keyOf(packetName(this.packet, HEADER_OCTETS))
  }

  #records(): Required<Records> {
    const { start, answer, authority, additional, opt } = this.#layout
    let at = start
    const take = (count: number): ResourceRecord[] => {
      const records: ResourceRecord[] = []
      while (records.length < count) {
        if (at !== opt) records.push(packetRecord(this.packet, at))
        at = packetRecordEnd(this.packet, at)
      }
      return records
    }
    return { answer: take(answer), authority: take(authority), additional: take(additional) }
  }
}

/** Walks over the whole message and returns its layout, or its problem. */
function check(packet: Buffer): Layout | string {
  const questions = packet.readUInt16BE(4)
  if (questions > 1) return 'the reply has more than one question'
  let at = HEADER_OCTETS
  if (questions === 1) {
    const nameEnd = packetNameEnd(packet, at)
    if (nameEnd === -1 || nameEnd + 4 > packet.length) return 'the question is malformed'
    at = nameEnd + 4
  }
  const start = at
  let opt = -1
  let end = start
  const ends: number[] = []
  const counts: number[] = []
  for (const section of [0, 1, 2]) {
    const announced = packet.readUInt16BE(6 + 2 * section)
    let count = 0
    for (let i = 0; i < announced; i++) {
      const next = packetRecordEnd(packet, at)
      if (next === -1) return 'a record is malformed, cut off or missing'
      if (packet.readUInt16BE(soundNameEnd(packet, at)) === TYPE.OPT) {
        // RFC 6891 §6.1.1: at most one OPT, in the additional section, owned by the root.
        if (section !== 2 || opt !== -1 || packet[at] !== 0) return 'an OPT record is repeated or misplaced'
        opt = at
      } else {
        end = next
        count++
      }
      at = next
    }
    ends.push(at)
    counts.push(count)
  }
  // Records, or a claim that there are none, need a question. Errors and truncated replies are valid without
  // one.
  if (questions === 0 && (end > start || isComplete(packet.readUInt16BE(2))))
    return 'the reply has no question'
  const [answerEnd = start, authorityEnd = start] = ends
  const [answer = 0, authority = 0, additional = 0] = counts
  return { start, answerEnd, authorityEnd, end, answer, authority, additional, opt }
}

/** Whether a reply without records would be a negative answer. */
function isComplete(flags: number): boolean {
  const rcode = flags & 0xf
  return (flags & FLAG.TC) === 0 && (rcode === RCODE.NOERROR || rcode === RCODE.NXDOMAIN)
}

const OPTION_HEADER_OCTETS = 4
/** RFC 8914 §2. */
const EXTENDED_ERROR_OPTION = 15
/** A reply of 512 octets must have room for the longest question and the text. */
const MAX_TEXT_OCTETS = 128

/** The first extended error of an OPT record. `null`: it has none; `undefined`: the options are malformed. */
function readOptions(packet: Buffer, opt: number): ExtendedError | null | undefined {
  let at = opt + 1 + RECORD_FIXED_OCTETS
  const end = at + packet.readUInt16BE(at - 2)
  let found: ExtendedError | null = null
  while (at < end) {
    if (at + OPTION_HEADER_OCTETS > end) return undefined
    const data = at + OPTION_HEADER_OCTETS
    const next = data + packet.readUInt16BE(at + 2)
    if (next > end) return undefined
    if (packet.readUInt16BE(at) === EXTENDED_ERROR_OPTION && next - data >= 2) {
      found ??= { code: packet.readUInt16BE(data), text: printable(packet.subarray(data + 2, next)) }
    }
    at = next
  }
  return found
}

/**
 * EXTRA-TEXT of another server, made safe for one line: without control characters, and cut to
 * `MAX_TEXT_OCTETS`.
 */
function printable(octets: Buffer): string {
  const text = octets.subarray(0, MAX_TEXT_OCTETS).toString('utf8')
  return text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/\ufffd+$/u, '')
    .trim()
}
