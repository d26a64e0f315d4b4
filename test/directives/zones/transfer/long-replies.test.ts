/** A transfer of many messages, and other queries during it. */
import { connect } from 'node:net'
import { setImmediate as immediate } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { Query } from '../../../../src/chain/query.ts'
import { LongReplies } from '../../../../src/server/long-replies.ts'
import { EMPTY_ANSWER } from '../../../../src/wire/answer.ts'
import { until } from '../../../e2e/until.ts'
import { service } from '../../../e2e/workplace.ts'
import { ask, encodeQuery } from '../../../support/ask.ts'
import { transfer } from '../../../support/transfer.ts'
import { openWorld, type World } from '../../../support/world.ts'

const ZONE = 'cluster.local.'
const WEB = { name: 's1.default.svc.cluster.local', type: 'A' }

async function open(): Promise<World> {
  const services = Array.from({ length: 3000 }, (_, i) =>
    service(`s${i}`, `10.96.${1 + (i >> 8)}.${i & 255}`),
  )
  const world = await openWorld({
    Corefile: `${ZONE} {\n transfer {\n to *\n complete\n }\n kubernetes\n}\n`,
    'all.yaml': services.join(''),
  })
  onTestFinished(async () => world.close())
  return world
}

function framed(packet: Buffer): Buffer {
  const length = Buffer.alloc(2)
  length.writeUInt16BE(packet.length)
  return Buffer.concat([length, packet])
}

test('other queries are answered between two messages of a transfer', async () => {
  const query = new Query()
  query.continuation = Array.from({ length: 10 }, () => EMPTY_ANSWER).values()
  const turns: number[] = []
  let sent = 0
  const ends: number[] = []
  const replies = new LongReplies({
    isReady: () => true,
    send: () => void sent++,
    done: () => void ends.push(sent),
    failed: () => undefined,
  })
  replies.add(query)
  while (ends.length === 0) {
    turns.push(sent)
    await immediate()
  }
  expect(ends).toEqual([10])
  expect(turns).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
})

test('two transfers on one connection, and a query after them, are all answered', async () => {
  const { target } = await open()
  const { records } = await transfer(target, ZONE)
  const socket = connect(target.port, target.address)
  onTestFinished(() => void socket.destroy())
  const octets = new Map<number, number>()
  let received = Buffer.alloc(0)
  socket.on('data', (chunk) => {
    received = Buffer.concat([received, chunk])
    while (received.length >= 2 && received.length >= 2 + received.readUInt16BE(0)) {
      const end = 2 + received.readUInt16BE(0)
      const [id, answers] = [received.readUInt16BE(2), received.readUInt16BE(8)]
      octets.set(id, (octets.get(id) ?? 0) + answers)
      received = received.subarray(end)
    }
  })
  const questions = [1, 2].map((id) => framed(encodeQuery({ name: ZONE, type: 'AXFR', id })))
  socket.write(Buffer.concat([...questions, framed(encodeQuery({ ...WEB, id: 3 }))]))
  await until(
    'all answers',
    () => octets.get(1) === records.length && octets.get(2) === records.length,
    10_000,
  )
  expect(octets.get(3)).toBe(1)
})

test('a client that disconnects during a transfer leaves no state behind', async () => {
  const { target } = await open()
  for (let i = 0; i < 20; i++) {
    const socket = connect(target.port, target.address)
    socket.write(framed(encodeQuery({ name: ZONE, type: 'AXFR' })))
    await new Promise<void>((resolve) => void socket.once('data', () => resolve()))
    socket.resetAndDestroy()
  }
  expect((await ask(target, WEB)).rcode).toBe('NOERROR')
  expect((await transfer(target, ZONE)).records.length).toBeGreaterThan(3000)
})
