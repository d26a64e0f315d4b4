/**
 * Checks the reply of another server, and finds its layout and its extended error. It reads nothing out of
 * bounds.
 */
import type { ExtendedError } from './answer.ts'
import { FLAG, HEADER_OCTETS, RCODE, RECORD_FIXED_OCTETS, TYPE } from './constants.ts'
import { packetNameEnd, soundNameEnd } from './packet-name.ts'
import { hasNameToDecompress, packetRecordEnd } from './packet-record.ts'

/** The offsets and counts that `checkReply` finds in a message. */
export interface ReplyLayout {
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
  /** Whether RDATA has a compressed name that a sender must write out (RFC 3597 §4). */
  readonly hasNameToDecompress: boolean
}

/** Walks over the whole message and returns its layout, or its problem. */
export function checkReply(packet: Buffer): ReplyLayout | string {
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
  let hasName = false
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
        hasName ||= hasNameToDecompress(packet, at)
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
  return {
    start,
    answerEnd,
    authorityEnd,
    end,
    answer,
    authority,
    additional,
    opt,
    hasNameToDecompress: hasName,
  }
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
export function readExtendedError(packet: Buffer, opt: number): ExtendedError | null | undefined {
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
