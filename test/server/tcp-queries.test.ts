import { expect, test } from 'vitest'
import { openListener } from '../../src/server/listener.ts'
import { TCP_LIMITS } from '../../src/server/tcp-limits.ts'
import { Lab, LOOPBACK } from './lab.ts'
import { framed, TcpClient } from './tcp-client.ts'

const query = (label: string, id: number) => framed({ name: `${label}.test`, type: 'A', id })

test('a connection is closed after the answers to the last query that its limit allows', async () => {
  const lab = new Lab()
  const { address } = await lab.openTcp({ queries: 3 })
  const client = await TcpClient.connect(address)
  client.socket.write(Buffer.concat([query('wait-a', 1), query('b', 2), query('c', 3), query('d', 4)]))
  expect([(await client.reply())?.id, (await client.reply())?.id]).toEqual([2, 3])
  client.socket.write(query('e', 5))
  lab.release('wait-a')
  expect((await client.reply())?.id).toBe(1)
  await client.closed
  expect(await client.reply()).toBeNull()
  expect(lab.begun).toEqual(['wait-a', 'b', 'c'])
})

test('new limits apply to new connections', async () => {
  const listener = await openListener(LOOPBACK, {
    routes: new Lab().routes,
    tcpLimits: { ...TCP_LIMITS, queries: 1 },
  })
  const first = await TcpClient.connect(listener.address)
  // The listener accepts a connection before it answers a later one, so an answer on `second` shows that
  // `first` is accepted.
  const second = await TcpClient.connect(listener.address)
  await second.ask({ name: 'a.test', type: 'A' })
  await second.closed
  await listener.serve({ routes: new Lab().routes })
  const third = await TcpClient.connect(listener.address)
  for (const name of ['a.test', 'b.test']) expect(await third.ask({ name, type: 'A' })).not.toBeNull()
  await first.ask({ name: 'a.test', type: 'A' })
  await first.closed
  third.socket.destroy()
  await listener.close(0)
})
