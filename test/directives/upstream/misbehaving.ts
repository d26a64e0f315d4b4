/** An upstream on a free loopback port, over UDP and TCP, with a behaviour of the test. */
import { createSocket } from 'node:dgram'
import { createServer, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import { frameMessage, MessageFramer } from '../../../src/wire/framing.ts'

export interface Asked {
  readonly query: Buffer
  readonly transport: 'udp' | 'tcp'
  readonly port: number
}

/** The reply: any number of messages. */
export type Behaviour = (asked: Asked) => readonly Buffer[]
/** An action on the connection instead of a reply. */
export type StreamBehaviour = (asked: Asked, socket: Socket) => void

export interface Misbehaving {
  readonly name: string
  readonly asked: Asked[]
  /** The number of open connections. */
  readonly connections: ReadonlySet<Socket>
}

export async function misbehaving(
  behave: Behaviour,
  stream: StreamBehaviour = (asked, socket) => {
    for (const reply of behave(asked)) socket.write(frameMessage(reply))
  },
): Promise<Misbehaving> {
  const asked: Asked[] = []
  const udp = createSocket('udp4')
  const sockets = new Set<Socket>()
  udp.on('message', (query, { port, address }) => {
    asked.push({ query, transport: 'udp', port })
    for (const reply of behave({ query, transport: 'udp', port })) udp.send(reply, port, address)
  })
  const tcp = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => sockets.delete(socket))
    const framer = new MessageFramer()
    socket.on('data', (chunk) => {
      for (const query of framer.push(chunk)) {
        const one: Asked = { query, transport: 'tcp', port: socket.remotePort ?? 0 }
        asked.push(one)
        stream(one, socket)
      }
    })
  })
  await new Promise<void>((resolve) => void udp.bind(0, '127.0.0.1', resolve))
  const { port } = udp.address()
  const isFree = await new Promise<boolean>((resolve) => {
    tcp.once('error', () => resolve(false))
    tcp.listen(port, '127.0.0.1', () => resolve(true))
  })
  if (!isFree) {
    // Another program uses the port for TCP.
    udp.close()
    return misbehaving(behave, stream)
  }
  onTestFinished(() => {
    udp.close()
    for (const socket of sockets) socket.destroy()
    tcp.close()
  })
  return { name: `127.0.0.1:${port}`, asked, connections: sockets }
}

/** A reply with the question and one address, for any query. */
export function address(query: Buffer, last = 1, flags = 0x8180): Buffer {
  const end = questionEnd(query)
  const header = Buffer.from(query.subarray(0, 12))
  header.writeUInt16BE(flags, 2)
  header.writeUInt16BE(1, 6)
  header.writeUInt16BE(0, 10)
  return Buffer.concat([
    header,
    query.subarray(12, end),
    Buffer.from('c00c00010001000000050004', 'hex'),
    Buffer.from([10, 0, 0, last]),
  ])
}

/** A reply with an rcode and no records. */
export function rcode(query: Buffer, value: number, flags = 0x8180): Buffer {
  const reply = Buffer.from(query.subarray(0, questionEnd(query)))
  reply.writeUInt16BE(flags | value, 2)
  reply.writeUInt16BE(0, 10)
  return reply
}

function questionEnd(query: Buffer): number {
  let at = 12
  while ((query[at] ?? 0) > 0) at += (query[at] ?? 0) + 1
  return at + 5
}
