/** Replies of several messages: they arrive whole, and a fault in one does not disturb others. */
import { expect, onTestFinished, test } from 'vitest'
import type { Handler } from '../../src/chain/plugin.ts'
import { Responder } from '../../src/server/respond.ts'
import { TcpListener } from '../../src/server/tcp.ts'
import { type Answer, EMPTY_ANSWER } from '../../src/wire/answer.ts'
import { ROOT } from '../../src/wire/name.ts'
import { SuffixTable } from '../../src/zone/suffix-table.ts'
import { endsWithin } from '../support/ends-within.ts'
import { LOOPBACK } from './lab.ts'
import { TcpClient } from './tcp-client.ts'

const QUESTION = { name: 'a.test', type: 'A' }
const MESSAGES = 50

async function open(rest: () => Iterator<Answer>): Promise<TcpClient> {
  const handler: Handler = (query) => {
    query.continuation = rest()
    return EMPTY_ANSWER
  }
  const listener = await TcpListener.open(
    LOOPBACK,
    new Responder(new SuffixTable([[ROOT, { zone: ROOT, handler }]])),
  )
  onTestFinished(async () => listener.close(0))
  return TcpClient.connect(listener.address)
}

test('several on one connection arrive whole, and then the connection ends', async () => {
  const client = await open(function* () {
    for (let i = 0; i < MESSAGES; i++) yield EMPTY_ANSWER
  })
  client.send({ ...QUESTION, id: 1 }, { ...QUESTION, id: 2 })
  client.socket.end()
  const ids: number[] = []
  for (let reply = await client.reply(); reply !== null; reply = await client.reply()) ids.push(reply.id)
  expect([1, 2].map((id) => ids.filter((one) => one === id).length)).toEqual([1 + MESSAGES, 1 + MESSAGES])
})

test('a reply that throws closes its connection', async () => {
  const client = await open(function* () {
    yield EMPTY_ANSWER
    throw new Error('a fault of ours')
  })
  const other = await TcpClient.connect({ address: '127.0.0.1', port: client.socket.remotePort ?? 0 })
  client.send(QUESTION)
  await endsWithin(1000, client.closed)
  expect(other.isOver).toBe(false)
})
