/** Queries a server over real sockets: one question over UDP or TCP, or any octets, with a timeout. */
import { createSocket } from 'node:dgram'
import { connect } from 'node:net'
import { decodeReply, type Reply } from './decode.ts'

export interface Target {
  readonly address: string
  readonly port: number
}

export interface Question {
  readonly name: string
  readonly type: string | number
  readonly class?: number
  readonly id?: number
  /** The second word of the header; only RD is set if left out. */
  readonly flags?: number
  /** Adds OPT with this payload size; no OPT if left out. */
  readonly payload?: number
  readonly dnssecOk?: boolean
  /** EDNS options as on the wire, in hex; with `payload`. */
  readonly options?: string
}

const TYPES: Readonly<Record<string, number>> = {
  A: 1,
  NS: 2,
  CNAME: 5,
  SOA: 6,
  PTR: 12,
  HINFO: 13,
  MX: 15,
  TXT: 16,
  AAAA: 28,
  SRV: 33,
  HTTPS: 65,
  IXFR: 251,
  AXFR: 252,
  ANY: 255,
  DS: 43,
  CAA: 257,
}
const TIMEOUT_MS = 5000

/** A name as text in wire form; `\.` is not supported. */
export function encodeName(name: string): Buffer {
  const labels = name.split('.').filter((label) => label !== '')
  return Buffer.concat([
    ...labels.map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label, 'latin1')])),
    Buffer.from([0]),
  ])
}

export function encodeQuery(question: Question): Buffer {
  const type = typeof question.type === 'number' ? question.type : (TYPES[question.type] ?? 0)
  const header = Buffer.alloc(12)
  header.writeUInt16BE(question.id ?? 0x1234, 0)
  header.writeUInt16BE(question.flags ?? 0x0100, 2)
  header.writeUInt16BE(1, 4)
  header.writeUInt16BE(question.payload === undefined ? 0 : 1, 10)
  const tail = Buffer.alloc(4)
  tail.writeUInt16BE(type, 0)
  tail.writeUInt16BE(question.class ?? 1, 2)
  if (question.payload === undefined) return Buffer.concat([header, encodeName(question.name), tail])
  const options = Buffer.from(question.options ?? '', 'hex')
  const opt = Buffer.from([
    0,
    0,
    41,
    question.payload >> 8,
    question.payload & 0xff,
    0,
    0,
    question.dnssecOk === true ? 0x80 : 0,
    0,
    options.length >> 8,
    options.length & 0xff,
  ])
  return Buffer.concat([header, encodeName(question.name), tail, opt, options])
}

/** Sends octets and receives one datagram; `null`: no datagram within `timeoutMs`. */
export async function exchangeUdp(
  target: Target,
  octets: Buffer,
  timeoutMs = TIMEOUT_MS,
): Promise<Buffer | null> {
  const socket = createSocket(target.address.includes(':') ? 'udp6' : 'udp4')
  try {
    return await new Promise<Buffer | null>((resolve, reject) => {
      const timer = setTimeout(() => resolve(null), timeoutMs)
      socket.once('error', reject)
      socket.once('message', (reply) => {
        clearTimeout(timer)
        resolve(reply)
      })
      socket.send(octets, target.port, target.address)
    })
  } finally {
    socket.close()
  }
}

/**
 * Sends one framed message and receives one; `null`: the server closes the connection, or sends nothing in
 * time.
 */
export async function exchangeTcp(
  target: Target,
  octets: Buffer,
  timeoutMs = TIMEOUT_MS,
): Promise<Buffer | null> {
  const socket = connect(target.port, target.address)
  try {
    return await new Promise<Buffer | null>((resolve, reject) => {
      let received = Buffer.alloc(0)
      socket.setTimeout(timeoutMs, () => resolve(null))
      socket.once('error', reject)
      socket.once('close', () => resolve(null))
      socket.on('data', (chunk) => {
        received = Buffer.concat([received, chunk])
        if (received.length >= 2 && received.length >= 2 + received.readUInt16BE(0))
          resolve(received.subarray(2, 2 + received.readUInt16BE(0)))
      })
      const framed = Buffer.alloc(2 + octets.length)
      framed.writeUInt16BE(octets.length, 0)
      octets.copy(framed, 2)
      socket.write(framed)
    })
  } finally {
    socket.destroy()
  }
}

export async function ask(
  target: Target,
  question: Question,
  transport: 'udp' | 'tcp' = 'udp',
): Promise<Reply> {
  const exchange = transport === 'udp' ? exchangeUdp : exchangeTcp
  const reply = await exchange(target, encodeQuery(question))
  if (reply === null) throw new Error(`no reply to ${question.name} ${question.type} over ${transport}`)
  return decodeReply(reply)
}
