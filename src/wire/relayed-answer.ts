/**
 * The answer of another server, in the octets of its reply. `read` checks the whole message once, so the
 * methods need no further checks. Until a handler reads its sections, the writer copies the records
 * unchanged: the question before them has the same length in our reply, so their pointers stay valid. RFC
 * 6891 §6.1.1: the OPT record is hop-by-hop. `RelayedAnswer` removes it, and the writer adds the server's
 * own.
 */
import { type Answer, type ExtendedError, USUALLY_REQUIRED } from './answer.ts'
import { CLASS, FLAG, HEADER_OCTETS, OPCODE, TYPE } from './constants.ts'
import { encodeSections, type Records, type Sections } from './encode.ts'
import { keyOf, type NameKey, ROOT, toLowerAscii } from './name.ts'
import { packetName, soundNameEnd } from './packet-name.ts'
import { packetRecord, packetRecordEnd } from './packet-record.ts'
import { checkReply, readExtendedError, type ReplyLayout } from './reply-check.ts'
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

export class RelayedAnswer implements Answer {
  readonly rcode: number
  readonly flags: number
  readonly required = USUALLY_REQUIRED
  readonly extendedError: ExtendedError | null
  /** Whether the reply has an OPT record. */
  readonly hasEdns: boolean
  readonly packet: Buffer
  readonly #layout: ReplyLayout
  #sections: Sections | null = null

  private constructor(packet: Buffer, layout: ReplyLayout, extendedError: ExtendedError | null) {
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
    const layout = checkReply(packet)
    if (typeof layout === 'string') return layout
    if (layout.opt === -1) return new RelayedAnswer(packet, layout, null)
    const extendedError = readExtendedError(packet, layout.opt)
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

  /**
   * Whether the records can be copied in one piece: no OPT record lies between them, and no name must be
   * decompressed.
   */
  get isInOnePiece(): boolean {
    const { opt, end, hasNameToDecompress } = this.#layout
    return !hasNameToDecompress && (opt === -1 || opt >= end)
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
