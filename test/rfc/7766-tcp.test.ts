/** RFC 7766 against the whole server; limits and times are in test/server/tcp.test.ts. */
import { expect, test } from 'vitest'
import { framed, TcpClient } from '../server/tcp-client.ts'
import { Cluster, DB, WEB } from './cluster.ts'

const cluster = new Cluster()

test('many queries on one connection are all answered, each its own', async () => {
  const client = await TcpClient.connect(cluster.target)
  const questions = Array.from({ length: 300 }, (_, id) => ({
    name: id % 3 === 0 ? WEB : id % 3 === 1 ? DB : `x${id}.cluster.local`,
    type: 'A',
    id,
    ...(id % 2 === 0 ? { payload: 1232 } : {}),
  }))
  client.send(...questions)
  const ids = new Set<number>()
  for (let i = 0; i < questions.length; i++) {
    const reply = await client.reply()
    const question = questions[reply?.id ?? -1]
    expect(reply?.question).toBe(`${question?.name}. IN A`)
    expect(reply?.rcode).toBe(question?.name.startsWith('x') === true ? 'NXDOMAIN' : 'NOERROR')
    expect(reply?.edns !== null).toBe(question !== undefined && 'payload' in question)
    ids.add(reply?.id ?? -1)
  }
  expect(ids.size).toBe(questions.length)
})

test('a message may arrive in any pieces (§8)', async () => {
  const client = await TcpClient.connect(cluster.target)
  const query = framed({ name: WEB, type: 'A', id: 5 })
  for (let at = 1; at < query.length; at++) {
    await client.write(query.subarray(0, at))
    await client.write(query.subarray(at))
    expect((await client.reply())?.answer).toEqual([`${WEB}. 5 IN A 10.96.0.1`])
  }
})

test('a client that half-closes the connection gets its answers (§6.2.3)', async () => {
  const client = await TcpClient.connect(cluster.target)
  client.send({ name: WEB, type: 'A', id: 1 }, { name: DB, type: 'A', id: 2 })
  client.socket.end()
  expect([(await client.reply())?.id, (await client.reply())?.id, await client.reply()]).toEqual([1, 2, null])
})
