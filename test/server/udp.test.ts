import { createSocket, type Socket, type SocketOptions } from 'node:dgram'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { Responder } from '../../src/server/respond.ts'
import { MAX_UNSENT_REPLIES, UdpListener } from '../../src/server/udp.ts'
import { encodeQuery, exchangeUdp } from '../support/ask.ts'
import { decodeReply, type Reply } from '../support/decode.ts'
import { endsWithin } from '../support/ends-within.ts'
import { unless, whyNoIpv6 } from '../support/needs.ts'
import { octets } from '../wire/packets.ts'
import { expectedAddress, Lab } from './lab.ts'

/** All sockets that `createSocket` has made: a test emits events on them that no client can cause. */
const made = vi.hoisted((): Socket[] => [])
vi.mock('node:dgram', async (original) => {
  const real = await original<typeof import('node:dgram')>()
  return {
    ...real,
    createSocket: (options: SocketOptions) => {
      const socket = real.createSocket(options)
      made.push(socket)
      return socket
    },
  }
})
beforeEach(() => void made.splice(0))
afterEach(() => void vi.restoreAllMocks())

async function clientSocket(): Promise<Socket> {
  const socket = createSocket({ type: 'udp4' })
  onTestFinished(() => void socket.close())
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  return socket
}

/** The next `count` datagrams. */
async function receive(socket: Socket, count: number): Promise<Reply[]> {
  const replies: Reply[] = []
  await new Promise<void>((resolve) => {
    socket.on('message', (message: Buffer) => {
      replies.push(decodeReply(message))
      if (replies.length === count) resolve()
    })
  })
  return replies
}

test('queries of any size are read', async () => {
  const { address } = await new Lab().openUdp()
  // 65,507 octets are the maximum of UDP over IPv4: a question, and an OPT record with padding (RFC 7830).
  const query = encodeQuery({ name: 'now.test', type: 'A', id: 3, payload: 1232 })
  for (const length of [513, 4096, 65_507]) {
    const padding = Buffer.alloc(length - query.length - 4)
    const padded = Buffer.concat([query, octets('000c 0000'), padding])
    padded.writeUInt16BE(padding.length + 4, query.length - 2)
    padded.writeUInt16BE(padding.length, query.length + 2)
    expect(padded.length).toBe(length)
    const reply = await exchangeUdp(address, padded)
    expect(reply && decodeReply(reply).answer).toEqual([expectedAddress('now.test', 3)])
  }
})

test('packets without a reply do not disturb the next query', async () => {
  const { address } = await new Lab().openUdp()
  const client = await clientSocket()
  const silent = [octets(''), octets('00 01'), encodeQuery({ name: 'a.test', type: 'A', flags: 0x8000 })]
  for (const packet of silent) client.send(packet, address.port, address.address)
  client.send(encodeQuery({ name: 'a.test', type: 'A', id: 77 }), address.port, address.address)
  const [reply] = await receive(client, 1)
  expect(reply?.id).toBe(77)
})

test('a query from port 0 is not answered: a reply cannot be sent there', async () => {
  const lab = new Lab()
  await lab.openUdp()
  const [socket] = made
  if (socket === undefined) throw new Error('no socket was made')
  const send = vi.spyOn(socket, 'send').mockReturnValue()
  const packet = encodeQuery({ name: 'now.test', type: 'A' })
  const from = (port: number) => ({ address: '127.0.0.1', family: 'IPv4', port, size: packet.length })
  socket.emit('message', packet, from(0))
  expect([lab.begun, send.mock.calls]).toEqual([[], []])
  // The same packet from another port is answered.
  socket.emit('message', packet, from(1))
  expect([lab.begun, send.mock.calls.length]).toEqual([['now'], 1])
})

describe('one buffer serves all replies', () => {
  test('answers of one tick do not overwrite each other', async () => {
    const lab = new Lab()
    const { address } = await lab.openUdp()
    const client = await clientSocket()
    const labels = Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? `wait-${'x'.repeat(i)}` : `now${i}`))
    for (const [id, label] of labels.entries()) {
      client.send(encodeQuery({ name: `${label}.test`, type: 'A', id }), address.port, address.address)
    }
    const replies = receive(client, labels.length)
    await lab.seen(labels.length)
    lab.release(...labels)
    const answers = (await replies).toSorted((a, b) => a.id - b.id).map(({ answer }) => answer)
    expect(answers).toEqual(labels.map((label, id) => [expectedAddress(`${label}.test`, id)]))
  })

  test('replies in the queue of the socket are not overwritten', async () => {
    const lab = new Lab()
    await lab.openUdp()
    const [socket] = made
    if (socket === undefined) throw new Error('no socket was made')
    const queued: Buffer[] = []
    vi.spyOn(socket, 'send').mockImplementation((...[buffer]: unknown[]) => {
      if (!Buffer.isBuffer(buffer)) throw new Error('what is sent is no buffer')
      queued.push(buffer)
    })
    vi.spyOn(socket, 'getSendQueueCount').mockImplementation(() => queued.length)
    const from = { address: '127.0.0.1', family: 'IPv4', port: 9, size: 0 }
    for (let id = 0; id < 5; id++)
      socket.emit('message', encodeQuery({ name: `${'x'.repeat(5 - id)}.test`, type: 'A', id }), from)
    expect(queued.map((buffer) => decodeReply(buffer).answer)).toEqual(
      queued.map((_, id) => [expectedAddress(`${'x'.repeat(5 - id)}.test`, id)]),
    )
    expect(queued).toHaveLength(5)
  })

  test('replies are dropped while too many are in the queue of the socket', async () => {
    const lab = new Lab()
    await lab.openUdp()
    const [socket] = made
    if (socket === undefined) throw new Error('no socket was made')
    let queued = 0
    vi.spyOn(socket, 'send').mockImplementation(() => void queued++)
    vi.spyOn(socket, 'getSendQueueCount').mockImplementation(() => queued)
    const from = { address: '127.0.0.1', family: 'IPv4', port: 9, size: 0 }
    const query = encodeQuery({ name: 'now.test', type: 'A', id: 1 })
    for (let i = 0; i < 3 * MAX_UNSENT_REPLIES; i++) socket.emit('message', query, from)
    expect(queued).toBe(MAX_UNSENT_REPLIES)
    queued = 0
    for (let i = 0; i < 3; i++) socket.emit('message', query, from)
    expect(queued).toBe(3)
  })
})

test('queries that were sent before the end are answered, read or not', async () => {
  const lab = new Lab()
  const listener = await lab.openUdp()
  const client = await clientSocket()
  const { address } = listener
  const replies = receive(client, 500)
  for (let id = 0; id < 500; id++)
    client.send(encodeQuery({ name: 'now.test', type: 'A', id }), address.port, address.address)
  // Now the queries are in the kernel, and the listener has had no turn.
  await new Promise<void>((resolve) => process.nextTick(resolve))
  const closed = listener.close(10_000)
  expect(lab.begun).toEqual([])
  expect((await replies).map(({ id }) => id)).toEqual([...Array(500).keys()])
  await endsWithin(100, closed)
})

test('closing waits for pending answers', async () => {
  const lab = new Lab()
  const listener = await lab.openUdp()
  const client = await clientSocket()
  const { address } = listener
  client.send(encodeQuery({ name: 'wait-1.test', type: 'A', id: 1 }), address.port, address.address)
  await lab.seen(1)
  const replies = receive(client, 1)
  const closed = listener.close(10_000)
  await sleep(20)
  lab.release('wait-1')
  expect((await replies)[0]?.id).toBe(1)
  await endsWithin(100, closed)
})

test('a listener closes under a flood of queries', async () => {
  const lab = new Lab()
  const listener = await lab.openUdp()
  const client = await clientSocket()
  const { address } = listener
  const query = encodeQuery({ name: 'now.test', type: 'A' })
  let isClosed = false
  const flood = (): void => {
    if (isClosed) return
    for (let i = 0; i < 10; i++) client.send(query, address.port, address.address)
    setImmediate(flood)
  }
  flood()
  await lab.seen(1)
  await endsWithin(200, listener.close(100))
  isClosed = true
})

test('an answer after the grace period is dropped', async () => {
  const lab = new Lab()
  const listener = await lab.openUdp()
  const client = await clientSocket()
  const { address } = listener
  client.send(encodeQuery({ name: 'wait-1.test', type: 'A' }), address.port, address.address)
  await lab.seen(1)
  await endsWithin(150, listener.close(50))
  // An unhandled rejection would fail this run.
  lab.release('wait-1')
  await sleep(1)
})

test('a socket error of one client does not disturb others', async () => {
  const { address } = await new Lab().openUdp()
  made[0]?.emit('error', new Error('ECONNREFUSED'))
  const reply = await exchangeUdp(address, encodeQuery({ name: 'now.test', type: 'A', id: 4 }))
  expect(reply?.readUInt16BE(0)).toBe(4)
})

test('IPv6 has its own socket', unless(whyNoIpv6()), async () => {
  const listener = await UdpListener.open({ address: '::1', port: 0 }, new Responder(new Lab().routes))
  onTestFinished(() => listener.close())
  const reply = await exchangeUdp(listener.address, encodeQuery({ name: 'now.test', type: 'A', id: 6 }))
  expect(reply && decodeReply(reply).answer).toEqual([expectedAddress('now.test', 6)])
})

test('a listener that closes still sends pending answers', async () => {
  const lab = new Lab()
  const listener = await lab.openUdp()
  const client = await clientSocket()
  const { port, address } = listener.address
  const replies = receive(client, 1)
  client.send(encodeQuery({ name: 'wait-1.test', type: 'A', id: 1 }), port, address)
  await lab.seen(1)
  const closed = listener.close(10_000)
  lab.release('wait-1')
  await endsWithin(100, closed)
  expect((await replies).map(({ id }) => id)).toEqual([1])
})

test('a listener that closes waits for an answer no longer than its grace period', async () => {
  for (const graceMs of [0, 20]) {
    const lab = new Lab()
    const listener = await lab.openUdp()
    const client = await clientSocket()
    const { port, address } = listener.address
    client.send(encodeQuery({ name: 'wait-1.test', type: 'A', id: 1 }), port, address)
    await lab.seen(1)
    await endsWithin(graceMs + 100, listener.close(graceMs))
    lab.release('wait-1')
  }
})
