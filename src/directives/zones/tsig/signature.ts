/** Signs messages with shared secrets and verifies the signatures of queries (RFC 8945). */
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { ReplySigner } from '../../../chain/query.ts'
import { HEADER_OCTETS, TSIG_ERROR } from '../../../wire/constants.ts'
import { keyOf, type NameKey, parseName } from '../../../wire/name.ts'
import { type TsigRecord, readTsig, tsigOctets, tsigTimers, tsigVariables } from '../../../wire/tsig.ts'

/** `algorithm`: the algorithm that the key is for, in wire form; `null` for any. */
export interface TsigKey {
  readonly name: NameKey
  readonly secret: Buffer
  readonly algorithm: NameKey | null
}

/** RFC 8945 §6: algorithms and the octets of their MACs; MD5 is not supported. */
const HASHES = { 'hmac-sha1': 20, 'hmac-sha224': 28, 'hmac-sha256': 32, 'hmac-sha384': 48, 'hmac-sha512': 64 }

interface Algorithm {
  readonly hash: string
  readonly octets: number
}
const ALGORITHMS = new Map<NameKey, Algorithm>(
  Object.entries(HASHES).map(([name, octets]) => [
    nameOfAlgorithm(name),
    { hash: name.slice('hmac-'.length), octets },
  ]),
)
const DEFAULT_ALGORITHM = nameOfAlgorithm('hmac-sha256')

/** In wire form: one label. */
function nameOfAlgorithm(text: string): NameKey {
  return keyOf(`${String.fromCharCode(text.length)}${text}\0`)
}

/** The algorithm of this name, with or without a final dot; `null` if it is not supported. */
export function algorithmNamed(text: string): NameKey | null {
  const name = parseName(text.toLowerCase())
  return name !== null && ALGORITHMS.has(name) ? name : null
}

/** RFC 8945 §10: the recommended fudge, in seconds. */
const FUDGE = 300
const NOTHING = Buffer.alloc(0)
/** Octets of the names of a key and its algorithm together. */
const MAX_NAMES_OCTETS = 180
/** Leaves room for the name of any algorithm. */
export const MAX_KEY_NAME_OCTETS = 150

/** Unix seconds. */
export type Clock = () => number

export function unixTime(): number {
  return Math.floor(Date.now() / 1000)
}

export type Verification =
  | { readonly kind: 'sound'; readonly key: TsigKey; readonly record: TsigRecord }
  /** `error`: of `TSIG_ERROR`. `key`: signs the reply; `null` if the reply is unsigned. */
  | {
      readonly kind: 'refused'
      readonly error: number
      readonly record: TsigRecord
      readonly key: TsigKey | null
    }
  | { readonly kind: 'malformed' }

/** RFC 8945 §5.2: checks the key, the signature and the time of a query, in this order. */
export function verifyQuery(
  packet: Buffer,
  tsigStart: number,
  keys: ReadonlyMap<NameKey, TsigKey>,
  now: number,
): Verification {
  const record = readTsig(packet, tsigStart)
  if (record === null) return { kind: 'malformed' }
  const key = keys.get(record.key)
  const algorithm = ALGORITHMS.get(record.algorithm)
  // A reply with longer names would not fit into a small message; real names are far shorter.
  if (record.key.length + record.algorithm.length > MAX_NAMES_OCTETS) return { kind: 'malformed' }
  const fits = key?.algorithm === null || key?.algorithm === record.algorithm
  if (key === undefined || algorithm === undefined || !fits) {
    return { kind: 'refused', error: TSIG_ERROR.BADKEY, record, key: null }
  }
  if (record.mac.length > algorithm.octets) return { kind: 'malformed' }
  const message = unsigned(packet, tsigStart, record.originalId)
  const due = macOf(key, record.algorithm, [message, tsigVariables(record)])
  // RFC 8945 §5.2.2.1: a truncated MAC is well-formed, but local policy requires all of it.
  if (record.mac.length < algorithm.octets) {
    const isAllowed = record.mac.length >= Math.max(10, algorithm.octets / 2)
    const isSound = isAllowed && timingSafeEqual(due.subarray(0, record.mac.length), record.mac)
    const error = isSound ? TSIG_ERROR.BADTRUNC : TSIG_ERROR.BADSIG
    return isAllowed ? { kind: 'refused', error, record, key: isSound ? key : null } : { kind: 'malformed' }
  }
  if (!timingSafeEqual(due, record.mac)) {
    return { kind: 'refused', error: TSIG_ERROR.BADSIG, record, key: null }
  }
  if (Math.abs(now - record.time) > record.fudge) {
    return { kind: 'refused', error: TSIG_ERROR.BADTIME, record, key }
  }
  return { kind: 'sound', key, record }
}

/** Signs the messages of the reply to a verified or refused query, one by one. */
export class TsigReplySigner implements ReplySigner {
  readonly key: NameKey | null
  readonly octets: number
  readonly #secret: TsigKey | null
  readonly #query: TsigRecord
  readonly #error: number
  readonly #clock: Clock
  /** The MAC that the next MAC covers: that of the query or of the last message. */
  #previous: Buffer
  #isFirst = true

  constructor(verified: Exclude<Verification, { kind: 'malformed' }>, clock: Clock) {
    const { record } = verified
    this.key = verified.kind === 'sound' ? verified.key.name : null
    this.#secret = verified.key
    this.#query = record
    this.#error = verified.kind === 'sound' ? 0 : verified.error
    this.#clock = clock
    this.#previous = record.mac
    const largest = { ...this.#record(0), mac: Buffer.alloc(ALGORITHMS.get(record.algorithm)?.octets ?? 0) }
    this.octets = tsigOctets(largest).length
  }

  sign(message: Buffer, length: number): number {
    const record = this.#record(message.readUInt16BE(0))
    const mac = this.#secret === null ? NOTHING : this.#mac(this.#secret, message.subarray(0, length), record)
    this.#previous = mac
    this.#isFirst = false
    return append(message, length, { ...record, mac })
  }

  #record(originalId: number): TsigRecord {
    const { key, algorithm, time } = this.#query
    const now = this.#clock()
    // RFC 8945 §5.2.3: a BADTIME reply repeats the client's time, and has the server's under Other Data.
    const isLate = this.#error === TSIG_ERROR.BADTIME
    const other = isLate ? Buffer.alloc(6) : NOTHING
    if (isLate) other.writeUIntBE(now, 0, 6)
    const mac = NOTHING
    return {
      key,
      algorithm,
      time: isLate ? time : now,
      fudge: FUDGE,
      mac,
      originalId,
      error: this.#error,
      other,
    }
  }

  #mac(key: TsigKey, message: Buffer, record: TsigRecord): Buffer {
    const tail = this.#isFirst ? tsigVariables(record) : tsigTimers(record)
    return macOf(key, record.algorithm, [prefixed(this.#previous), message, tail])
  }
}

/** The signed query, and its MAC, which the MAC of the reply covers. */
export function signQuery(
  query: Buffer,
  key: TsigKey,
  now: number,
): { readonly packet: Buffer; readonly mac: Buffer } {
  const unsignedRecord: TsigRecord = {
    key: key.name,
    algorithm: key.algorithm ?? DEFAULT_ALGORITHM,
    time: now,
    fudge: FUDGE,
    mac: NOTHING,
    originalId: query.readUInt16BE(0),
    error: 0,
    other: NOTHING,
  }
  const mac = macOf(key, unsignedRecord.algorithm, [query, tsigVariables(unsignedRecord)])
  const octets = tsigOctets({ ...unsignedRecord, mac })
  const packet = Buffer.alloc(query.length + octets.length)
  query.copy(packet)
  append(packet, query.length, { ...unsignedRecord, mac })
  return { packet, mac }
}

/** Appends a TSIG record to a message and increments ARCOUNT; returns the new length. */
function append(message: Buffer, length: number, record: TsigRecord): number {
  message.writeUInt16BE(message.readUInt16BE(10) + 1, 10)
  return length + tsigOctets(record).copy(message, length)
}

/** A copy of the message as it was before it was signed. */
export function unsigned(packet: Buffer, tsigStart: number, originalId: number): Buffer {
  const message = Buffer.from(packet.subarray(0, tsigStart))
  message.writeUInt16BE(originalId, 0)
  message.writeUInt16BE(message.readUInt16BE(HEADER_OCTETS - 2) - 1, HEADER_OCTETS - 2)
  return message
}

export function macOf(key: TsigKey, algorithm: NameKey, parts: readonly Buffer[]): Buffer {
  const hmac = createHmac(ALGORITHMS.get(algorithm)?.hash ?? 'sha256', key.secret)
  for (const part of parts) hmac.update(part)
  return hmac.digest()
}

/** RFC 8945 §4.3.1: the length of an earlier MAC, then the MAC. */
export function prefixed(mac: Buffer): Buffer {
  return Buffer.concat([Buffer.from([mac.length >> 8, mac.length & 0xff]), mac])
}
