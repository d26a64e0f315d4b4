/** Verifies the signatures of the reply to a signed query, message by message (RFC 8945 §5.4). */
import { timingSafeEqual } from 'node:crypto'
import type { ReplyCheck } from '../../../client/zone-client.ts'
import { findTsig, readTsig, tsigTimers, tsigVariables } from '../../../wire/tsig.ts'
import { type Clock, macOf, prefixed, signQuery, type TsigKey, unsigned } from './signature.ts'

/** RFC 8945 §5.3.1: at most this many messages in a row may be unsigned. */
const MAX_UNSIGNED = 99

/** Returns a function that signs a query and makes the check of its reply. */
export function signing(
  key: TsigKey,
  clock: Clock,
): (query: Buffer) => { readonly packet: Buffer; readonly check: ReplyCheck } {
  return (query) => {
    const { packet, mac } = signQuery(query, key, clock())
    return { packet, check: new TsigReplyCheck(key, mac, clock) }
  }
}

class TsigReplyCheck implements ReplyCheck {
  readonly #key: TsigKey
  readonly #clock: Clock
  /** The MAC that the next MAC covers. */
  #previous: Buffer
  #isFirst = true
  /** Unsigned messages since the last signature. */
  #pending: Buffer[] = []

  constructor(key: TsigKey, queryMac: Buffer, clock: Clock) {
    this.#key = key
    this.#previous = queryMac
    this.#clock = clock
  }

  get isSettled(): boolean {
    return this.#pending.length === 0
  }

  take(message: Buffer): boolean {
    const at = findTsig(message)
    if (at === 0) {
      this.#pending.push(message)
      return !this.#isFirst && this.#pending.length <= MAX_UNSIGNED
    }
    const record = at === -1 ? null : readTsig(message, at)
    if (record === null || record.key !== this.#key.name || record.error !== 0) return false
    const tail = this.#isFirst ? tsigVariables(record) : tsigTimers(record)
    const signed = unsigned(message, at, record.originalId)
    const due = macOf(this.#key, record.algorithm, [prefixed(this.#previous), ...this.#pending, signed, tail])
    const isSound = due.length === record.mac.length && timingSafeEqual(due, record.mac)
    this.#previous = record.mac
    this.#pending = []
    this.#isFirst = false
    return isSound && Math.abs(this.#clock() - record.time) <= record.fudge
  }
}
