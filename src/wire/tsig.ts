/**
 * TSIG records (RFC 8945 §4): decodes and encodes them, and encodes the variables that a MAC covers besides
 * the message. The `tsig` directive has the keys and the policy.
 */
import { CLASS, HEADER_OCTETS, RECORD_FIXED_OCTETS, TYPE } from './constants.ts'
import { keyOf, type NameKey } from './name.ts'
import { packetName, packetNameEnd, soundNameEnd } from './packet-name.ts'
import { packetRecordEnd } from './packet-record.ts'

export interface TsigRecord {
  readonly key: NameKey
  /** The algorithm is a name, such as `hmac-sha256.`. */
  readonly algorithm: NameKey
  /** Unix seconds. */
  readonly time: number
  /** The allowed difference between the clocks, in seconds. */
  readonly fudge: number
  readonly mac: Buffer
  /** The message's id at the time of signing; a forwarder may have changed it. */
  readonly originalId: number
  /** A value of `TSIG_ERROR`, or 0. */
  readonly error: number
  readonly other: Buffer
}

const TIME_OCTETS = 6

/**
 * Decodes the record at an offset; `null` if its data is malformed. The caller has checked the owner and the
 * length.
 */
export function readTsig(packet: Buffer, start: number): TsigRecord | null {
  const ownerEnd = soundNameEnd(packet, start)
  const dataStart = ownerEnd + RECORD_FIXED_OCTETS
  const end = dataStart + packet.readUInt16BE(ownerEnd + 8)
  // RFC 8945 §4.2: class ANY, TTL 0.
  if (packet.readUInt16BE(ownerEnd + 2) !== CLASS.ANY || packet.readUInt32BE(ownerEnd + 4) !== 0) return null
  let at = packetNameEnd(packet, dataStart)
  if (at === -1 || at + TIME_OCTETS + 4 > end) return null
  const algorithm = keyOf(packetName(packet, dataStart))
  const time = packet.readUIntBE(at, TIME_OCTETS)
  const fudge = packet.readUInt16BE(at + TIME_OCTETS)
  const macOctets = packet.readUInt16BE(at + TIME_OCTETS + 2)
  at += TIME_OCTETS + 4
  if (at + macOctets + 6 > end) return null
  const mac = packet.subarray(at, at + macOctets)
  at += macOctets
  const originalId = packet.readUInt16BE(at)
  const error = packet.readUInt16BE(at + 2)
  const other = packet.subarray(at + 6, end)
  if (packet.readUInt16BE(at + 4) !== other.length) return null
  return { key: keyOf(packetName(packet, start)), algorithm, time, fudge, mac, originalId, error, other }
}

/** Encodes the record. */
export function tsigOctets(record: TsigRecord): Buffer {
  const { key, algorithm, mac, originalId, error, other } = record
  const data = Buffer.concat([
    Buffer.from(algorithm, 'latin1'),
    tsigTimers(record),
    words(mac.length),
    mac,
    words(originalId, error, other.length),
    other,
  ])
  return Buffer.concat([head(key, TYPE.TSIG), words(data.length), data])
}

/**
 * RFC 8945 §4.3.3: the TSIG variables that the MAC of a request or of a first reply covers, besides the
 * message.
 */
export function tsigVariables(record: TsigRecord): Buffer {
  const { key, algorithm, error, other } = record
  // The variables have no TYPE and no RDLENGTH.
  const owner = Buffer.concat([Buffer.from(key, 'latin1'), words(CLASS.ANY, 0, 0)])
  const tail = Buffer.concat([words(error, other.length), other])
  return Buffer.concat([owner, Buffer.from(algorithm, 'latin1'), tsigTimers(record), tail])
}

/** RFC 8945 §5.3.1: the TSIG timers that the MAC of each later message of a reply covers. */
export function tsigTimers({ time, fudge }: TsigRecord): Buffer {
  const octets = Buffer.alloc(TIME_OCTETS + 2)
  octets.writeUIntBE(time, 0, TIME_OCTETS)
  octets.writeUInt16BE(fudge, TIME_OCTETS)
  return octets
}

function head(key: NameKey, type: number): Buffer {
  return Buffer.concat([Buffer.from(key, 'latin1'), words(type, CLASS.ANY, 0, 0)])
}

function words(...values: readonly number[]): Buffer {
  const octets = Buffer.alloc(2 * values.length)
  for (const [i, value] of values.entries()) octets.writeUInt16BE(value, 2 * i)
  return octets
}

/**
 * The offset of a message's TSIG record, which is its last record. 0: it has none; -1: the message is
 * malformed.
 */
export function findTsig(packet: Buffer): number {
  if (packet.length < HEADER_OCTETS) return -1
  let at = HEADER_OCTETS
  for (let left = packet.readUInt16BE(4); left > 0; left--) {
    at = packetNameEnd(packet, at)
    if (at === -1 || at + 4 > packet.length) return -1
    at += 4
  }
  const additionals = packet.readUInt16BE(10)
  const records = packet.readUInt16BE(6) + packet.readUInt16BE(8) + additionals
  for (let i = 1; i <= records; i++) {
    const end = packetRecordEnd(packet, at)
    if (end === -1) return -1
    if (packet.readUInt16BE(soundNameEnd(packet, at)) === TYPE.TSIG)
      return i === records && additionals > 0 ? at : -1
    at = end
  }
  return 0
}
