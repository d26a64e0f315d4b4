/** Closing a TCP listener: queries that were sent before are answered, and the wait has a limit. */
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { endsWithin } from '../support/ends-within.ts'
import { Lab } from './lab.ts'
import { framed, TcpClient } from './tcp-client.ts'

describe('closing', () => {
  test('sends pending answers, and accepts no more connections', async () => {
    const lab = new Lab()
    const listener = await lab.openTcp()
    const [busy, idle] = [
      await TcpClient.connect(listener.address),
      await TcpClient.connect(listener.address),
    ]
    await idle.ask({ name: 'now.test', type: 'A' })
    busy.send({ name: 'wait-1.test', type: 'A', id: 9 })
    await lab.seen(2)
    const { address } = listener
    const closed = listener.close(10_000)
    await idle.closed
    await expect(TcpClient.connect(address)).rejects.toThrow('ECONNREFUSED')
    lab.release('wait-1')
    expect((await busy.reply())?.id).toBe(9)
    await busy.closed
    busy.socket.destroy()
    idle.socket.destroy()
    await endsWithin(1000, closed)
  })

  test('answers queries that were sent before, read or not, on connections accepted or not', async () => {
    const lab = new Lab()
    const listener = await lab.openTcp()
    const old = await TcpClient.connect(listener.address)
    // Connected and written in one turn: the listener accepts them after `close` is called.
    const connecting = Array.from({ length: 20 }, async () => TcpClient.connect(listener.address))
    const clients = [old, ...(await Promise.all(connecting))]
    for (const [id, client] of clients.entries()) client.send({ name: 'now.test', type: 'A', id })
    const closed = listener.close(10_000)
    expect(lab.begun).toEqual([])
    const replies = await Promise.all(clients.map(async (client) => client.reply()))
    expect(replies.map((reply) => reply?.id)).toEqual([...clients.keys()])
    for (const client of clients) {
      expect(await client.reply()).toBeNull()
      client.socket.destroy()
    }
    await endsWithin(1000, closed)
  })

  test('answers queries that wait in the kernel because too many are in flight', async () => {
    const lab = new Lab()
    const listener = await lab.openTcp({ queriesInFlight: 1 })
    const client = await TcpClient.connect(listener.address)
    client.send({ name: 'wait-1.test', type: 'A' }, { name: 'now.test', type: 'A' })
    await lab.seen(1)
    // More than Node.js reads ahead.
    const many = Array.from({ length: 4000 }, () => framed({ name: 'now.test', type: 'A' }))
    await client.write(Buffer.concat(many))
    const closed = listener.close(10_000)
    await sleep(20)
    lab.release('wait-1')
    let replies = 0
    while ((await client.octets()) !== null) replies++
    expect(replies).toBe(4002)
    client.socket.destroy()
    await endsWithin(1000, closed)
  })

  test('ignores queries that arrive after a connection has ended', async () => {
    const lab = new Lab()
    const listener = await lab.openTcp()
    const client = await TcpClient.connect(listener.address)
    await client.ask({ name: 'now.test', type: 'A' })
    const closed = listener.close(10_000)
    await client.closed
    await client.write(framed({ name: 'late.test', type: 'A' }))
    client.socket.end()
    await endsWithin(1000, closed)
    expect(lab.begun).toEqual(['now'])
  })

  test('does not wait for clients that keep their side open', async () => {
    const lab = new Lab()
    const listener = await lab.openTcp()
    const { address } = listener
    const [idle, inside] = [await TcpClient.connect(address), await TcpClient.connect(address)]
    await idle.ask({ name: 'now.test', type: 'A' })
    await inside.write(framed({ name: 'cut.test', type: 'A' }).subarray(0, 9))
    await endsWithin(3000, listener.close(10_000))
    expect(await idle.reply()).toBeNull()
    expect(await inside.reply()).toBeNull()
  })

  test('waits no longer than its grace period', async () => {
    const lab = new Lab()
    const listener = await lab.openTcp()
    const client = await TcpClient.connect(listener.address)
    client.send({ name: 'wait-1.test', type: 'A' })
    await lab.seen(1)
    await endsWithin(150, listener.close(50))
    expect(await client.reply()).toBeNull()
    // A late answer is ignored.
    lab.release('wait-1')
  })
})
