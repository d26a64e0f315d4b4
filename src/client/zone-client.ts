/** Asks a server for the serial or for all records (AXFR, RFC 5936) of a zone, over TCP and within limits. */
import { randomInt } from 'node:crypto'
import type { SocketAddress } from '../chain/query.ts'
import { CLASS, FLAG, HEADER_OCTETS, RCODE, rcodeName, TYPE } from '../wire/constants.ts'
import { frameMessage, MessageFramer } from '../wire/framing.ts'
import { keyOf, type NameKey } from '../wire/name.ts'
import { packetNameEnd } from '../wire/packet-name.ts'
import { packetRecord, packetRecordEnd } from '../wire/packet-record.ts'
import type { ResourceRecord } from '../wire/section.ts'
import { SOA } from '../wire/types/soa.ts'
import { RecordMeter } from '../zone/zone-limits.ts'
import { codeOf, openStream } from './exchange.ts'

/** Verifies the messages of a reply one after the other. */
export interface ReplyCheck {
  /** `false`: the signature of this message, or of one before it, is wrong. */
  take(message: Buffer): boolean
  /** Whether signatures cover all messages taken so far. */
  readonly isSettled: boolean
}

/** Signs a query; `check` verifies the messages of its reply. */
export type Sign = (query: Buffer) => { readonly packet: Buffer; readonly check: ReplyCheck }

export interface ZoneRequest {
  readonly server: SocketAddress
  readonly origin: NameKey
  /** `null`: the query is not signed. */
  readonly sign: Sign | null
}

export type Fetched<Result> = { readonly result: Result } | { readonly problem: string }

/** Between two chunks of a reply. */
const IDLE_MS = 10_000
const TOTAL_MS = 300_000
const MAX_OCTETS = 256 * 1024 * 1024

/** The result of a reply; `null`: more messages are due. */
type Reading<Result> = Fetched<Result> | null

export async function fetchSerial(request: ZoneRequest, signal: AbortSignal): Promise<Fetched<number>> {
  return converse(request, TYPE.SOA, signal, (records) => {
    const soa = records.find(({ type, name }) => type === TYPE.SOA && keyOf(name) === request.origin)
    return soa === undefined
      ? { problem: 'the reply has no SOA record of the zone' }
      : { result: serialOf(soa) }
  })
}

/** The records of the zone, its SOA once. */
export async function fetchZone(
  request: ZoneRequest,
  signal: AbortSignal,
): Promise<Fetched<readonly ResourceRecord[]>> {
  const zone: ResourceRecord[] = []
  const meter = new RecordMeter()
  return converse(request, TYPE.AXFR, signal, (records) => {
    for (const [i, one] of records.entries()) {
      const isSoa = one.type === TYPE.SOA && keyOf(one.name) === request.origin
      if (zone.length === 0 && !isSoa) return { problem: 'the zone does not begin with its SOA record' }
      if (zone.length > 0 && isSoa) {
        if (i < records.length - 1) return { problem: 'records follow the end of the zone' }
        const isSame = serialOf(one) === serialOf(zone[0] ?? one)
        return isSame ? { result: zone } : { problem: 'the zone changed during the transfer' }
      }
      const limit = meter.take(one)
      if (limit !== null) return { problem: `the zone is too large, expected ${limit}` }
      zone.push(one)
    }
    return null
  })
}

export function serialOf({ rdata }: ResourceRecord): number {
  return SOA.values(rdata).serial
}

/** Sends one query, and passes the records of each message to `read` until it returns a result. */
async function converse<Result>(
  { server, origin, sign }: ZoneRequest,
  type: number,
  signal: AbortSignal,
  read: (records: readonly ResourceRecord[]) => Reading<Result>,
): Promise<Fetched<Result>> {
  if (signal.aborted) return { problem: 'aborted' }
  const query = encodeQuestion(origin, type)
  const { packet, check } = sign?.(query) ?? { packet: query, check: null }
  const socket = openStream(server, null)
  const framer = new MessageFramer()
  let octets = 0
  /** Messages after the end, even in the same segment, are not covered by the signature and not read. */
  let isOver = false
  let total: NodeJS.Timeout | undefined
  const settled = new AbortController()
  try {
    return await new Promise<Fetched<Result>>((resolve) => {
      const end = (fetched: Fetched<Result>): void => {
        isOver = true
        resolve(fetched)
      }
      const fail = (problem: string): void => {
        end({ problem })
      }
      const take = (message: Buffer): void => {
        octets += message.length
        const reading =
          octets > MAX_OCTETS
            ? { problem: `more than ${MAX_OCTETS} octets` }
            : readMessage(query, message, check, read)
        if (reading === null) return
        const isProven = check === null || check.isSettled || 'problem' in reading
        end(isProven ? reading : { problem: 'the end of the zone is not signed' })
      }
      socket.setTimeout(IDLE_MS, () => {
        fail(`no message within ${IDLE_MS / 1000} s`)
      })
      total = setTimeout(fail, TOTAL_MS, `no complete reply within ${TOTAL_MS / 1000} s`)
      socket.on('error', (problem) => {
        fail(codeOf(problem))
      })
      socket.on('close', () => {
        fail('the connection was closed before the end')
      })
      socket.on('data', (chunk) => {
        for (const message of framer.push(chunk)) if (!isOver) take(message)
      })
      const giveUp = (): void => {
        fail('aborted')
      }
      signal.addEventListener('abort', giveUp, { signal: settled.signal })
      socket.write(frameMessage(packet))
    })
  } finally {
    clearTimeout(total)
    settled.abort()
    socket.destroy()
  }
}

function readMessage<Result>(
  query: Buffer,
  message: Buffer,
  check: ReplyCheck | null,
  read: (records: readonly ResourceRecord[]) => Reading<Result>,
): Reading<Result> {
  if (message.length < HEADER_OCTETS || message.readUInt16BE(0) !== query.readUInt16BE(0)) {
    return { problem: 'a reply to another query' }
  }
  const flags = message.readUInt16BE(2)
  if ((flags & FLAG.QR) === 0 || (flags & FLAG.TC) !== 0) return { problem: 'a malformed reply' }
  const rcode = flags & 0xf
  if (rcode !== RCODE.NOERROR) return { problem: rcodeName(rcode) }
  if (check !== null && !check.take(message)) return { problem: 'the signature is invalid or missing' }
  const records = answersOf(message)
  return records === null ? { problem: 'a malformed reply' } : read(records)
}

/** The records of the answer section; `null` if anything up to its end is malformed. */
function answersOf(message: Buffer): ResourceRecord[] | null {
  let at = HEADER_OCTETS
  for (let left = message.readUInt16BE(4); left > 0; left--) {
    at = packetNameEnd(message, at)
    if (at === -1 || at + 4 > message.length) return null
    at += 4
  }
  const records: ResourceRecord[] = []
  for (let left = message.readUInt16BE(6); left > 0; left--) {
    const end = packetRecordEnd(message, at)
    if (end === -1) return null
    const one = packetRecord(message, at)
    if (one.class !== CLASS.IN) return null
    records.push(one)
    at = end
  }
  return records
}

function encodeQuestion(origin: NameKey, type: number): Buffer {
  const query = Buffer.alloc(HEADER_OCTETS + origin.length + 4)
  query.writeUInt16BE(randomInt(0x10000), 0)
  query.writeUInt16BE(1, 4)
  query.write(origin, HEADER_OCTETS, 'latin1')
  query.writeUInt16BE(type, HEADER_OCTETS + origin.length)
  query.writeUInt16BE(CLASS.IN, HEADER_OCTETS + origin.length + 2)
  return query
}
