/**
 * A received query. `Request.parse` reads a packet's header, its one question and its OPT record, and returns
 * a verdict. Hostile packets are expected: every read is bounded, and `parse` never throws. One `Request` is
 * reused for many packets, and `parse` allocates nothing.
 */
import { FLAG, HEADER_OCTETS, MIN_UDP_OCTETS, OPCODE, RECORD_FIXED_OCTETS, TYPE } from './constants.ts'
import { HashedName } from './name.ts'
import { packetNameEnd } from './packet-name.ts'

/** The treatment of a packet: an answer, no reply, or the error reply of that name. */
export const VERDICT = { OK: 0, DROP: 1, FORMERR: 2, NOTIMP: 3, BADVERS: 4 } as const
export type Verdict = (typeof VERDICT)[keyof typeof VERDICT]

const NO_PACKET = Buffer.alloc(0)
const OPTION_HEADER_OCTETS = 4

export class Request {
  packet: Buffer = NO_PACKET
  /** The header's second 16-bit word. */
  flags = 0
  /** The offset behind the question; 0 if `parse` has not accepted a question. */
  questionEnd = 0
  readonly name = new HashedName()
  type = 0
  class = 0
  /** Whether the packet has a valid OPT record. Without one, the EDNS fields below are meaningless. */
  hasEdns = false
  /** RFC 6891 §6.2.3: the largest UDP reply that the client accepts; values under 512 mean 512. */
  payloadOctets = MIN_UDP_OCTETS
  ednsVersion = 0
  /** RFC 3225. */
  dnssecOk = false
  /** The extent of the OPT's options in the packet. */
  optionsStart = 0
  optionsEnd = 0
  /** The offset of the TSIG record (RFC 8945), which is the last one; 0 without one. */
  tsigStart = 0
  /** The EDNS options for the reply, in wire form. Plugins add them with `setReplyOption`. */
  replyOptions = NO_PACKET

  parse(packet: Buffer): Verdict {
    this.packet = packet
    this.questionEnd = 0
    this.hasEdns = false
    this.tsigStart = 0
    this.replyOptions = NO_PACKET
    this.payloadOctets = MIN_UDP_OCTETS
    if (packet.length < HEADER_OCTETS) return VERDICT.DROP
    this.flags = this.#word(2)
    if ((this.flags & FLAG.QR) !== 0) return VERDICT.DROP
    const opcode = (this.flags >> 11) & 0xf
    if (opcode !== OPCODE.QUERY && opcode !== OPCODE.NOTIFY) return VERDICT.NOTIMP
    const answers = this.#word(6)
    const authorities = this.#word(8)
    const additionals = this.#word(10)
    // A query has one question and at most an IXFR's SOA, an OPT and a TSIG.
    if (this.#word(4) !== 1 || answers > 1 || authorities > 1 || additionals > 2) return VERDICT.FORMERR
    if (!this.#parseQuestion()) return VERDICT.FORMERR
    if (!this.#parseRecords(answers + authorities, additionals)) return VERDICT.FORMERR
    return this.hasEdns && this.ednsVersion > 0 ? VERDICT.BADVERS : VERDICT.OK
  }

  /**
   * For a request that outlives the read of its packet: a view into many packets that were read together
   * would keep them all in memory.
   */
  keep(): void {
    const { packet } = this
    if (packet.buffer.byteLength === packet.length) return
    this.packet = Buffer.allocUnsafeSlow(packet.length)
    this.packet.set(packet)
  }

  /** Whether the opcode is NOTIFY (RFC 1996). The other opcode that `parse` accepts is QUERY. */
  get isNotify(): boolean {
    return (this.flags & FLAG.OPCODE) !== 0
  }

  get id(): number {
    return this.#word(0)
  }

  /** The name in wire form, in the client's spelling. */
  get spelledName(): string {
    return this.name.hasCapitals
      ? this.packet.toString('latin1', HEADER_OCTETS, HEADER_OCTETS + this.name.length)
      : this.name.key
  }

  /** Whether the OPT has an option with this code. */
  hasOption(code: number): boolean {
    if (!this.hasEdns) return false
    for (let at = this.optionsStart; at < this.optionsEnd; at += OPTION_HEADER_OCTETS + this.#word(at + 2)) {
      if (this.#word(at) === code) return true
    }
    return false
  }

  /** Adds an option to the reply's OPT. A reply without OPT ignores it. */
  setReplyOption(code: number, data: Uint8Array): void {
    const head = [code >> 8, code & 0xff, data.length >> 8, data.length & 0xff]
    this.replyOptions = Buffer.concat([this.replyOptions, Buffer.from(head), data])
  }

  #word(at: number): number {
    return ((this.packet[at] as number) << 8) | (this.packet[at + 1] as number)
  }

  #parseQuestion(): boolean {
    const at = this.name.read(this.packet, HEADER_OCTETS)
    if (at === -1 || at + 4 > this.packet.length) return false
    this.type = this.#word(at)
    this.class = this.#word(at + 2)
    this.questionEnd = at + 4
    return true
  }

  /**
   * Whether the records are complete and hold at most one valid OPT. Octets behind the records are ignored.
   */
  #parseRecords(others: number, additionals: number): boolean {
    const packet = this.packet
    let at = this.questionEnd
    let opt = -1
    for (let i = 0; i < others + additionals; i++) {
      const owner = at
      // Nearly all records of queries are OPT, which the root owns: this spares the call.
      at = packet[at] === 0 ? at + 1 : packetNameEnd(packet, at)
      if (at === -1 || at + RECORD_FIXED_OCTETS > packet.length) return false
      const type = this.#word(at)
      const end = at + RECORD_FIXED_OCTETS + this.#word(at + 8)
      if (end > packet.length) return false
      if (type === TYPE.OPT) {
        // RFC 6891 §6.1.1: at most one OPT, in the additional section, owned by the root.
        if (i < others || opt !== -1 || packet[owner] !== 0) return false
        opt = at
      } else if (type === TYPE.TSIG) {
        // RFC 8945 §5.1: TSIG is the last record, and the only one of its type.
        if (i < others || i !== others + additionals - 1) return false
        this.tsigStart = owner
      }
      at = end
    }
    return opt === -1 || this.#parseOpt(opt)
  }

  #parseOpt(at: number): boolean {
    const end = at + RECORD_FIXED_OCTETS + this.#word(at + 8)
    for (let option = at + RECORD_FIXED_OCTETS; option < end; ) {
      if (option + OPTION_HEADER_OCTETS > end) return false
      option += OPTION_HEADER_OCTETS + this.#word(option + 2)
      if (option > end) return false
    }
    this.payloadOctets = Math.max(MIN_UDP_OCTETS, this.#word(at + 2))
    this.ednsVersion = this.packet[at + 5] as number
    this.dnssecOk = ((this.packet[at + 6] as number) & 0x80) !== 0
    this.optionsStart = at + RECORD_FIXED_OCTETS
    this.optionsEnd = end
    this.hasEdns = true
    return true
  }
}
