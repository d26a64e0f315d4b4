import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, onTestFinished, test } from 'vitest'
import { TCP_LIMITS } from '../../src/server/tcp-limits.ts'
import { ask } from '../support/ask.ts'
import { endsWithin } from '../support/ends-within.ts'
import { expectedAddress, Lab } from './lab.ts'
import { framed, TcpClient } from './tcp-client.ts'

test('the limits are those of the manual', () => {
  expect(TCP_LIMITS).toEqual({
    connections: 1000,
    queriesInFlight: 128,
    idleMs: 10_000,
    messageMs: 5000,
    queries: Infinity,
    heldOctets: 16 * 1024 * 1024,
  })
})

describe('two queries on one connection are answered', () => {
  const first = { name: 'a.test', type: 'A', id: 0x0102 }
  const second = { name: 'Second.Test', type: 'A', id: 0xfffe }
  const stream = Buffer.concat([framed(first), framed(second)])
  const expected = [[expectedAddress('a.test', 0x0102)], [expectedAddress('Second.Test', 0xfffe)]]

  async function expectBoth(client: TcpClient): Promise<void> {
    const replies = [await client.reply(), await client.reply()]
    expect(replies.map((reply) => reply?.answer)).toEqual(expected)
  }

  test('whole', async () => {
    const client = await TcpClient.connect((await new Lab().openTcp()).address)
    await client.write(stream)
    await expectBoth(client)
  })
  test('octet by octet', async () => {
    const client = await TcpClient.connect((await new Lab().openTcp()).address)
    for (const octet of stream) await client.write(Buffer.from([octet]))
    await expectBoth(client)
  })
  test('split at every offset', async () => {
    const client = await TcpClient.connect((await new Lab().openTcp()).address)
    for (let at = 1; at < stream.length; at++) {
      await client.write(stream.subarray(0, at))
      await client.write(stream.subarray(at))
      await expectBoth(client)
    }
  })
})

describe('pipelined queries (RFC 7766 §6.2.1.1)', () => {
  test('are answered as they finish', async () => {
    const lab = new Lab()
    const client = await TcpClient.connect((await lab.openTcp()).address)
    client.send(
      { name: 'wait-1.test', type: 'A', id: 1 },
      { name: 'wait-2.test', type: 'A', id: 2 },
      { name: 'now.test', type: 'A', id: 3 },
    )
    expect((await client.reply())?.id).toBe(3)
    lab.release('wait-2')
    expect((await client.reply())?.id).toBe(2)
    lab.release('wait-1')
    expect((await client.reply())?.answer).toEqual([expectedAddress('wait-1.test', 1)])
  })

  test('that finish in one tick each get their own answer', async () => {
    const lab = new Lab()
    const client = await TcpClient.connect((await lab.openTcp()).address)
    const names = Array.from({ length: 20 }, (_, i) => `wait-${'x'.repeat(i)}`)
    client.send(...names.map((label, id) => ({ name: `${label}.test`, type: 'A', id })))
    await lab.seen(names.length)
    lab.release(...names)
    for (const [id, label] of names.entries())
      expect((await client.reply())?.answer).toEqual([expectedAddress(`${label}.test`, id)])
  })

  test('are limited in flight; the socket is not read for more', async () => {
    const lab = new Lab()
    const client = await TcpClient.connect((await lab.openTcp({ queriesInFlight: 2 })).address)
    const labels = ['wait-1', 'wait-2', 'wait-3', 'wait-4', 'wait-5', 'now']
    client.send(...labels.map((label, id) => ({ name: `${label}.test`, type: 'A', id })))
    await lab.seen(2)
    const other = await TcpClient.connect((await lab.openTcp()).address)
    await other.ask({ name: 'other.test', type: 'A' })
    expect(lab.begun).toEqual(['wait-1', 'wait-2', 'other'])
    lab.release('wait-2')
    expect((await client.reply())?.id).toBe(1)
    expect(lab.begun).toEqual(['wait-1', 'wait-2', 'other', 'wait-3'])
    lab.release('wait-1', 'wait-3')
    await lab.seen(6)
    lab.release('wait-4', 'wait-5')
    const ids = [
      await client.reply(),
      await client.reply(),
      await client.reply(),
      await client.reply(),
      await client.reply(),
    ]
    expect(ids.map((reply) => reply?.id ?? -1).toSorted((a, b) => a - b)).toEqual([0, 2, 3, 4, 5])
  })

  test('are answered before the end of a connection that the client has half closed', async () => {
    const lab = new Lab()
    const client = await TcpClient.connect((await lab.openTcp()).address)
    client.send({ name: 'wait-1.test', type: 'A', id: 1 })
    client.socket.end()
    await lab.seen(1)
    lab.release('wait-1')
    expect((await client.reply())?.id).toBe(1)
    expect(await client.reply()).toBeNull()
  })

  test('whose client has left are dropped', async () => {
    const lab = new Lab()
    const listener = await lab.openTcp()
    const client = await TcpClient.connect(listener.address)
    client.send({ name: 'wait-1.test', type: 'A' })
    await lab.seen(1)
    client.socket.resetAndDestroy()
    const other = await TcpClient.connect(listener.address)
    expect((await other.ask({ name: 'now.test', type: 'A' }))?.rcode).toBe('NOERROR')
    lab.release('wait-1')
    expect((await other.ask({ name: 'now.test', type: 'A' }))?.rcode).toBe('NOERROR')
  })
})

test('a message without a reply leaves the connection open', async () => {
  const client = await TcpClient.connect((await new Lab().openTcp()).address)
  await client.write(Buffer.from([0, 0]))
  await client.write(Buffer.from([0, 3, 1, 2, 3]))
  const reply = framed({ name: 'reply.test', type: 'A', flags: 0x8000, id: 1 })
  await client.write(reply)
  expect((await client.ask({ name: 'now.test', type: 'A', id: 7 }))?.id).toBe(7)
})

describe('time', () => {
  test('a connection without a query or an answer is closed', async () => {
    const { address } = await new Lab().openTcp({ idleMs: 100, messageMs: 60_000 })
    const [busy, idle] = [await TcpClient.connect(address), await TcpClient.connect(address)]
    const ends: string[] = []
    void busy.closed.then(() => ends.push('busy'))
    void idle.closed.then(() => ends.push('idle'))
    const start = performance.now()
    await busy.ask({ name: 'now.test', type: 'A' })
    await endsWithin(200, Promise.all([busy.closed, idle.closed]))
    expect(performance.now() - start).toBeGreaterThan(98)
    // The query has postponed the end of the older connection.
    expect(ends).toEqual(['idle', 'busy'])
  })

  test('an unfinished message has one timer, which further octets do not restart', async () => {
    const { address } = await new Lab().openTcp({ idleMs: 60_000, messageMs: 100 })
    const client = await TcpClient.connect(address)
    await client.ask({ name: 'now.test', type: 'A' })
    const start = performance.now()
    const trickle = setInterval(() => client.socket.write('\0'), 20)
    onTestFinished(() => clearInterval(trickle))
    client.socket.write(Buffer.from([0xff, 0xff]))
    await endsWithin(200, client.closed)
    expect(performance.now() - start).toBeGreaterThan(98)
  })

  test('a message that begins behind a finished one has its own timer', async () => {
    const { address } = await new Lab().openTcp({ idleMs: 60_000, messageMs: 100 })
    const client = await TcpClient.connect(address)
    const start = performance.now()
    await client.write(Buffer.concat([framed({ name: 'now.test', type: 'A', id: 1 }), Buffer.from([0])]))
    expect((await client.reply())?.id).toBe(1)
    await endsWithin(200, client.closed)
    expect(performance.now() - start).toBeGreaterThan(98)
  })

  test('a connection stays open while its messages are finished in time', async () => {
    const { address } = await new Lab().openTcp({ idleMs: 60_000, messageMs: 400 })
    const client = await TcpClient.connect(address)
    const query = framed({ name: 'now.test', type: 'A', id: 1 })
    for (let i = 0; i < 4; i++) {
      await client.write(query.subarray(0, 5))
      await sleep(150)
      await client.write(query.subarray(5))
      expect((await client.reply())?.id).toBe(1)
    }
    expect(client.isOver).toBe(false)
  })
})

describe('when all connections are taken', () => {
  test('a new one closes the one that has been idle longest; queries and answers are activity', async () => {
    const lab = new Lab()
    const { address } = await lab.openTcp({ connections: 3 })
    const connected = async (): Promise<TcpClient> => {
      const client = await TcpClient.connect(address)
      await client.ask({ name: 'now.test', type: 'A' })
      return client
    }
    const [first, second, third] = [await connected(), await connected(), await connected()]
    first.send({ name: 'wait-1.test', type: 'A' })
    await lab.seen(4)
    await second.ask({ name: 'now.test', type: 'A' })
    await third.ask({ name: 'now.test', type: 'A' })
    // An answer is activity, too: now the second one has been idle longest.
    lab.release('wait-1')
    await first.reply()
    const fourth = await TcpClient.connect(address)
    await second.closed
    const replies = await Promise.all(
      [first, third, fourth].map(async (client) => client.ask({ name: 'now.test', type: 'A' })),
    )
    expect(replies.map((reply) => reply?.rcode)).toEqual(['NOERROR', 'NOERROR', 'NOERROR'])
  })

  test('UDP is still answered', async () => {
    const lab = new Lab()
    const [tcp, udp] = [await lab.openTcp({ connections: 2, queriesInFlight: 4 }), await lab.openUdp()]
    for (let i = 0; i < 3; i++) {
      const client = await TcpClient.connect(tcp.address)
      client.send(...Array.from({ length: 8 }, (_, id) => ({ name: `wait-${i}-${id}.test`, type: 'A', id })))
    }
    expect((await ask(udp.address, { name: 'now.test', type: 'A', id: 5 })).answer).toEqual([
      expectedAddress('now.test', 5),
    ])
  })
})

test('UDP is not starved by a client that floods TCP', async () => {
  const lab = new Lab()
  const [tcp, udp] = [await lab.openTcp(), await lab.openUdp()]
  const client = await TcpClient.connect(tcp.address)
  const count = 30_000
  client.socket.write(
    Buffer.concat(Array.from({ length: count }, () => framed({ name: 'now.test', type: 'A' }))),
  )
  await lab.seen(1)
  const { begun } = lab
  await ask(udp.address, { name: 'udp.test', type: 'A' })
  // The query over UDP is answered before most of the flood.
  expect(begun.indexOf('udp')).toBeLessThan(count / 2)
})

test('UDP is not starved by many clients that pipeline queries and do not read', async () => {
  const lab = new Lab()
  const [tcp, udp] = [await lab.openTcp(), await lab.openUdp()]
  const perClient = Buffer.concat(Array.from({ length: 2000 }, () => framed({ name: 'now.test', type: 'A' })))
  const clients = await Promise.all(Array.from({ length: 50 }, async () => TcpClient.connect(tcp.address)))
  for (const { socket } of clients) {
    socket.pause()
    socket.write(perClient)
  }
  await lab.seen(1)
  const { begun } = lab
  await ask(udp.address, { name: 'udp.test', type: 'A' })
  expect(begun.indexOf('udp')).toBeLessThan((50 * 2000) / 4)
})

test('replies that a client does not read are not collected without limit', async () => {
  const lab = new Lab()
  const client = await TcpClient.connect((await lab.openTcp()).address)
  client.socket.pause()
  const count = 600
  client.send(...Array.from({ length: count }, (_, id) => ({ name: 'big.test', type: 'TXT', id })))
  // 36 MB exceed the buffers of the kernel; the loop waits until the server has stopped reading.
  let before = -1
  while (before !== lab.begun.length) {
    before = lab.begun.length
    await sleep(100)
  }
  expect(before).toBeGreaterThan(0)
  expect(before).toBeLessThan(count)
  client.socket.resume()
  for (let id = 0; id < count; id++) expect((await client.octets())?.readUInt16BE(0)).toBe(id)
})

test('a listener closes at once if no query is pending', async () => {
  const listener = await new Lab().openTcp()
  const client = await TcpClient.connect(listener.address)
  client.send({ name: 'a.test', type: 'A', id: 1 })
  expect((await client.reply())?.id).toBe(1)
  void client.closed.then(() => client.socket.end())
  await endsWithin(200, listener.close(10_000))
})
