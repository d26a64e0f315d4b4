/**
 * Writes replies. A `ReplyWriter` owns one buffer, which holds a reply until the next one is written: the
 * caller sends or copies it before. The writer reserves the room for OPT first, so OPT always fits. It copies
 * the question from the query octet by octet, copies the encoded sections, and fills in their links.
 */
import type { Answer } from './answer.ts'
import {
  EDNS_OPTION,
  FLAG,
  HEADER_OCTETS,
  MAX_MESSAGE_OCTETS,
  MAX_UDP_OCTETS,
  MIN_UDP_OCTETS,
  RCODE,
  TYPE,
} from './constants.ts'
import { RelayedAnswer } from './relayed-answer.ts'
import { type Request, VERDICT, type Verdict } from './request.ts'
import { WORD_OCTETS } from './record-store.ts'
import { EMPTY_SECTION, type Section } from './section.ts'
import { ShuffledAnswer, shuffleRecords } from './shuffled-answer.ts'
import { StoredAnswer, WORD } from './stored-answer.ts'

/** Root, type, payload size, extended rcode, version, flags, RDLENGTH. */
const OPT_OCTETS = 11
const OPTION_HEADER_OCTETS = 4
/** RFC 8914 §2. */
const EXTENDED_ERROR_OPTION = 15
const EXTENDED_ERROR_FIXED_OCTETS = 6
/** Up to this many octets a loop of stores is faster than `Buffer.copy`. */
const SHORT = 256

/** The limit in octets of a reply over UDP: the client's payload size, but at most `MAX_UDP_OCTETS`. */
export function udpLimit(request: Request): number {
  return request.hasEdns ? Math.min(request.payloadOctets, MAX_UDP_OCTETS) : MIN_UDP_OCTETS
}

export class ReplyWriter {
  octets = Buffer.allocUnsafe(MAX_MESSAGE_OCTETS)
  /** Whether the last reply has text for people in its extended error. */
  hasText = false
  /** The offset of RDLENGTH in the last reply's OPT. */
  #optionsLengthAt = 0

  /** Takes a new buffer. The old one stays unchanged for a send in progress. */
  release(): void {
    this.octets = Buffer.allocUnsafe(MAX_MESSAGE_OCTETS)
  }

  /** Writes an answer in at most `limit` octets, which is 512 or more. Returns the length of the reply. */
  write(request: Request, answer: Answer, limit: number): number {
    const octets = this.octets
    const extended = request.hasEdns ? answer.extendedError : null
    this.hasText = extended !== null && extended.text !== ''
    const optOctets = request.hasEdns
      ? OPT_OCTETS + extendedErrorOctets(extended) + request.replyOptions.length
      : 0
    const start = this.#question(request)
    octets[2] = 0
    const room = limit - optOctets
    let at = 0
    if (answer instanceof StoredAnswer) at = this.#stored(start, answer, request, room)
    else if (answer instanceof RelayedAnswer) at = this.#relayed(start, answer, room)
    if (at === 0) {
      at = this.#sections(start, answer instanceof ShuffledAnswer ? answer.arranged : answer, request, room)
    }
    if (request.hasEdns) {
      at = this.#opt(at, request, answer.rcode, extended)
      this.#count(10, (((octets[10] as number) << 8) | (octets[11] as number)) + 1)
    }
    // A reply without OPT cannot carry the upper bits of the rcode, and the lower four alone are another
    // rcode.
    const rcode = answer.rcode > 0xf && !request.hasEdns ? RCODE.SERVFAIL : answer.rcode
    const flags = FLAG.QR | (request.flags & (FLAG.OPCODE | FLAG.RD | FLAG.CD)) | answer.flags | (rcode & 0xf)
    octets[2] |= flags >> 8
    octets[3] = flags & 0xff
    return at
  }

  /** Whether the last reply has TC. */
  get isTruncated(): boolean {
    return ((this.octets[2] as number) & (FLAG.TC >> 8)) !== 0
  }

  /** Copies all sections of a stored answer at once. Returns 0 if they do not all fit. */
  #stored(start: number, answer: StoredAnswer, request: Request, room: number): number {
    const { octets: source, words } = answer.store
    const head = answer.at / WORD_OCTETS
    const length = (words[head + WORD.OCTETS] as number) + (words[head + WORD.ADDITIONAL_OCTETS] as number)
    if (length > room - start) return 0
    const octets = this.octets
    const { hasNoAnswer } = answer
    const count = words[head + WORD.COUNT] as number
    this.#count(6, hasNoAnswer ? 0 : count)
    this.#count(8, hasNoAnswer ? count : 0)
    this.#count(10, words[head + WORD.ADDITIONAL_COUNT] as number)

    const links = head + WORD.END
    const spelled = links + 2 * (words[head + WORD.LINKS] as number)
    const spelledEnd = spelled + (words[head + WORD.SPELLED] as number)
    const records = spelledEnd * WORD_OCTETS
    if (length <= SHORT) for (let i = 0; i < length; i++) octets[start + i] = source[records + i] as number
    else source.copy(octets, start, records, records + length)

    const nameEnd = HEADER_OCTETS + request.name.length
    for (let i = links; i < spelled; i += 2) {
      this.#link(start + (words[i] as number), nameEnd - (words[i + 1] as number))
    }
    if (request.name.hasCapitals) {
      const originOctets = answer.originOctets
      for (let i = spelled; i < spelledEnd; i++) {
        this.#spell(start + (words[i] as number), originOctets, request)
      }
    }
    if (answer instanceof ShuffledAnswer) {
      const { random } = answer.shuffler
      const middle = start + (words[head + WORD.OCTETS] as number)
      shuffleRecords(octets, start, middle, count, random)
      const others = words[head + WORD.ADDITIONAL_COUNT] as number
      shuffleRecords(octets, middle, start + length, others, random)
    }
    return start + length
  }

  /**
   * Copies the records of a relayed answer. Returns 0 if they cannot be copied in one piece, or if their
   * pointers are invalid behind this question.
   */
  #relayed(start: number, answer: RelayedAnswer, room: number): number {
    if (answer.start !== start || !answer.isInOnePiece) return 0
    const shown = answer.within(room - start)
    answer.packet.copy(this.octets, start, start, shown.end)
    this.#count(6, shown.answer)
    this.#count(8, shown.authority)
    this.#count(10, shown.additional)
    if (shown.isTruncated) this.octets[2] = FLAG.TC >> 8
    return shown.end
  }

  #sections(start: number, answer: Answer, request: Request, room: number): number {
    let at = start
    // RFC 2181 §9: TC is set if required records do not fit. The records that fit are for clients that do not
    // retry.
    const isStored = answer instanceof StoredAnswer
    const shown = isStored ? answer.answerWithin(room - at) : within(answer.answer, room - at)
    at = this.#section(at, shown, request)
    this.#count(6, shown.count)

    let isTruncated = shown.count < (isStored ? answer.answerCount : answer.answer.count)
    const whole = isTruncated ? EMPTY_SECTION : answer.authority
    const authority = whole.octets.length > room - at ? EMPTY_SECTION : whole
    at = this.#section(at, authority, request)
    this.#count(8, authority.count)
    isTruncated ||= authority.count < whole.count && answer.required.authority

    // Names of the additional section may point into the authority section.
    const isWhole = !isTruncated && authority === whole
    const extra = isWhole ? wholeSets(answer.additional, room - at) : EMPTY_SECTION
    at = this.#section(at, extra, request)
    this.#count(10, extra.count)
    isTruncated ||= extra.count < answer.required.additional
    if (isTruncated) this.octets[2] = FLAG.TC >> 8
    return at
  }

  /**
   * Pads the last reply, which has an OPT, to a multiple of `block` octets (RFC 7830 §3), and returns its new
   * length. OPT is the last record, and padding its last option.
   */
  pad(octets: number, block: number): number {
    const whole = Math.ceil((octets + OPTION_HEADER_OCTETS) / block) * block
    const padded = Math.min(whole, MAX_MESSAGE_OCTETS)
    const room = padded - octets - OPTION_HEADER_OCTETS
    if (room < 0) return octets
    this.#count(octets, EDNS_OPTION.PADDING)
    this.#count(octets + 2, room)
    this.octets.fill(0, octets + OPTION_HEADER_OCTETS, padded)
    const lengthAt = this.#optionsLengthAt
    this.#count(lengthAt, this.octets.readUInt16BE(lengthAt) + OPTION_HEADER_OCTETS + room)
    return padded
  }

  /** Writes the error reply for a verdict of `Request.parse`. Returns 0 if the packet gets no reply. */
  writeRefusal(request: Request, verdict: Verdict): number {
    if (verdict === VERDICT.DROP) return 0
    const rcode =
      verdict === VERDICT.NOTIMP ? RCODE.NOTIMP : verdict === VERDICT.BADVERS ? RCODE.BADVERS : RCODE.FORMERR
    let at = this.#question(request)
    this.#count(6, 0)
    this.#count(8, 0)
    // RFC 6891 §6.1.3: BADVERS carries our version and payload size.
    if (request.hasEdns) at = this.#opt(at, request, rcode, null)
    this.#count(10, request.hasEdns ? 1 : 0)
    // RFC 1035 §4.1.1: the reply copies the opcode.
    const flags = FLAG.QR | (request.flags & (FLAG.OPCODE | FLAG.RD | FLAG.CD)) | (rcode & 0xf)
    this.octets[2] = flags >> 8
    this.octets[3] = flags & 0xff
    return at
  }

  /** Writes the id and, if it was parsed, the question. Returns the offset behind them. */
  #question(request: Request): number {
    const octets = this.octets
    const packet = request.packet
    octets[0] = packet[0] as number
    octets[1] = packet[1] as number
    const end = request.questionEnd
    this.#count(4, end === 0 ? 0 : 1)
    for (let i = HEADER_OCTETS; i < end; i++) octets[i] = packet[i] as number
    return end === 0 ? HEADER_OCTETS : end
  }

  #count(at: number, value: number): void {
    this.octets[at] = value >> 8
    this.octets[at + 1] = value & 0xff
  }

  /** Copies a section, which fits, to `at`. Returns the offset behind it. */
  #section(at: number, section: Section, request: Request): number {
    const { octets: source, links, spelled, originOctets } = section
    this.octets.write(source, at, 'latin1')
    const nameEnd = HEADER_OCTETS + request.name.length
    for (let i = 0; i < links.length; i += 2) {
      this.#link(at + (links[i] as number), nameEnd - (links[i + 1] as number))
    }
    if (request.name.hasCapitals)
      for (const offset of spelled) this.#spell(at + offset, originOctets, request)
    return at + source.length
  }

  /** RFC 1035 §4.1.4. */
  #link(at: number, target: number): void {
    this.octets[at] = 0xc0 | (target >> 8)
    this.octets[at + 1] = target & 0xff
  }

  /** Overwrites a spelled-out origin with the letter case of the query. */
  #spell(at: number, originOctets: number, request: Request): void {
    const origin = HEADER_OCTETS + request.name.length - originOctets
    for (let i = 0; i < originOctets; i++) this.octets[at + i] = request.packet[origin + i] as number
  }

  #opt(start: number, request: Request, rcode: number, extended: Answer['extendedError']): number {
    const octets = this.octets
    let at = start
    octets[at++] = 0
    octets[at++] = 0
    octets[at++] = TYPE.OPT
    octets[at++] = MAX_UDP_OCTETS >> 8
    octets[at++] = MAX_UDP_OCTETS & 0xff
    octets[at++] = rcode >> 4
    octets[at++] = 0 // version
    // RFC 3225 §3: the reply copies DO, and no other flag.
    octets[at++] = request.dnssecOk ? 0x80 : 0
    octets[at++] = 0
    const { replyOptions } = request
    const errorOctets = extendedErrorOctets(extended)
    const optionOctets = errorOctets + replyOptions.length
    this.#optionsLengthAt = at
    octets[at++] = optionOctets >> 8
    octets[at++] = optionOctets & 0xff
    if (replyOptions.length > 0) at += replyOptions.copy(octets, at)
    if (extended === null) return at
    at = octets.writeUInt16BE(EXTENDED_ERROR_OPTION, at)
    at = octets.writeUInt16BE(errorOctets - 4, at)
    at = octets.writeUInt16BE(extended.code, at)
    const { encoded } = extended
    if (encoded === undefined) return at + octets.write(extended.text, at, 'utf8')
    // A short text: a loop is faster than a copy.
    for (let i = 0; i < encoded.length; i++) octets[at + i] = encoded[i] as number
    return at + encoded.length
  }
}

function extendedErrorOctets(extended: Answer['extendedError']): number {
  if (extended === null) return 0
  return EXTENDED_ERROR_FIXED_OCTETS + (extended.encoded?.length ?? Buffer.byteLength(extended.text, 'utf8'))
}

function within(section: Section, room: number): Section {
  return section.octets.length <= room ? section : section.fitting(room)
}

/** The first whole RRsets of a section that fit into `room` octets. */
function wholeSets(section: Section, room: number): Section {
  if (section.octets.length <= room) return section
  const end = section.setEnds().findLast((one) => one <= room)
  return end === undefined ? EMPTY_SECTION : section.upTo(end)
}
