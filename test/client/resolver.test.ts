/** The client against lost datagrams, stray packets, servers without EDNS and malformed messages. */
import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { SocketAddress } from '../../src/chain/query.ts'
import { ask, type Outcome } from '../../src/client/resolver.ts'
import { RCODE, TYPE } from '../../src/wire/constants.ts'
import { frameMessage } from '../../src/wire/framing.ts'
import { unless, whyNoIpv6 } from '../support/needs.ts'
import { key } from './loopback-server.ts'

const QUESTION = { name: key('web.test'), type: TYPE.A }
/** Name, type and class of the question. */
const QUESTION_OCTETS = QUESTION.name.length + 4

type Respond = (query: Buffer, index: number, send: (packet: Buffer) => void) => void

/** A UDP server; `respond` gets each query and its index. */
async function peer(respond: Respond, address = '127.0.0.1'): Promise<SocketAddress> {
  const socket: Socket = createSocket(address.includes(':') ? 'udp6' : 'udp4')
  let index = 0
  socket.on('message', (query, from) => {
    respond(query, index++, (packet) => {
      socket.send(packet, from.port, from.address)
    })
  })
  socket.bind(0, address)
  await once(socket, 'listening')
  onTestFinished(() => void socket.close())
  return { address, port: socket.address().port }
}

/** Header and question of a reply without records. */
function emptyReply(query: Buffer, flags: number): Buffer {
  const packet = Buffer.from(query.subarray(0, 12 + QUESTION_OCTETS))
  packet.writeUInt16BE(flags, 2)
  packet.writeUInt16BE(0, 10)
  return packet
}

async function askPeer(server: SocketAddress, timeoutMs = 5000): Promise<Outcome> {
  return ask(server, QUESTION, { transport: 'udp', timeoutMs })
}

describe('asking over UDP', () => {
  test('sends again when a datagram is lost', async () => {
    const server = await peer((query, index, send) => {
      if (index === 1) send(emptyReply(query, 0x8180))
    })
    expect(await askPeer(server, 400)).toMatchObject({ kind: 'reply', transport: 'udp' })
  })

  test('waits for the reply after stray packets', async () => {
    const server = await peer((query, _, send) => {
      const other = emptyReply(query, 0x8183)
      other.writeUInt16BE(other.readUInt16BE(0) ^ 1, 0)
      send(Buffer.from('garbage'))
      send(other)
      send(query)
      send(emptyReply(query, 0x8180))
    })
    expect(await askPeer(server)).toMatchObject({ kind: 'reply', reply: { rcode: RCODE.NOERROR } })
  })

  test('receives no packets from another address or port', async () => {
    const stranger = createSocket('udp4')
    stranger.bind(0, '127.0.0.1')
    await once(stranger, 'listening')
    onTestFinished(() => void stranger.close())
    const socket = createSocket('udp4')
    onTestFinished(() => void socket.close())
    socket.on('message', (query, from) => {
      stranger.send(emptyReply(query, 0x8180), from.port, from.address)
    })
    socket.bind(0, '127.0.0.1')
    await once(socket, 'listening')
    const server = { address: '127.0.0.1', port: socket.address().port }
    expect(await askPeer(server, 150)).toMatchObject({ kind: 'timeout' })
  })

  test('asks again without EDNS if the server does not know it', async () => {
    const additionals: number[] = []
    const server = await peer((query, _, send) => {
      additionals.push(query.readUInt16BE(10))
      send(emptyReply(query, query.readUInt16BE(10) === 0 ? 0x8180 : 0x8181))
    })
    expect(await askPeer(server)).toMatchObject({ kind: 'reply', reply: { rcode: RCODE.NOERROR } })
    expect(additionals).toEqual([1, 0])
  })

  test('returns the reason if a reply is malformed', async () => {
    const server = await peer((query, _, send) => {
      const packet = emptyReply(query, 0x8180)
      packet.writeUInt16BE(1, 6)
      send(packet)
    })
    expect(await askPeer(server)).toMatchObject({
      kind: 'malformed',
      reason: expect.stringContaining('cut off'),
    })
  })

  test('is unreachable if TCP fails after a truncated reply', async () => {
    const server = await peer((query, _, send) => {
      send(emptyReply(query, 0x8380))
    })
    expect(await askPeer(server)).toMatchObject({
      kind: 'unreachable',
      transport: 'tcp',
      code: 'ECONNREFUSED',
    })
  })

  test('speaks IPv6', unless(whyNoIpv6()), async () => {
    const server = await peer((query, _, send) => {
      send(emptyReply(query, 0x8180))
    }, '::1')
    expect(await askPeer(server)).toMatchObject({ kind: 'reply' })
  })
})

describe('asking over TCP', () => {
  test('assembles a reply from single octets, after a stray one', async () => {
    const server = createServer({ noDelay: true }, (socket) => {
      socket.once('data', (chunk) => {
        const query = chunk.subarray(2)
        const octets = Buffer.concat([frameMessage(query), frameMessage(emptyReply(query, 0x8180))])
        for (const octet of octets) socket.write(Buffer.of(octet))
      })
      socket.on('error', () => undefined)
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    onTestFinished(() => void server.close())
    const bound = server.address()
    const port = typeof bound === 'object' && bound !== null ? bound.port : 0
    const outcome = await ask({ address: '127.0.0.1', port }, QUESTION, { transport: 'tcp', timeoutMs: 5000 })
    expect(outcome).toMatchObject({ kind: 'reply', transport: 'tcp' })
  })
})
