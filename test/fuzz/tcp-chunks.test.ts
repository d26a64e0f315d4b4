import * as fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { Query } from '../../src/chain/query.ts'
import { Responder } from '../../src/server/respond.ts'
import { TcpListener } from '../../src/server/tcp.ts'
import { ReplyWriter } from '../../src/wire/reply.ts'
import { SuffixTable } from '../../src/zone/suffix-table.ts'
import { TcpClient } from '../server/tcp-client.ts'
import { EU } from '../zone/zone-kit.ts'
import { fuzz, TIMEOUT_MS } from './fuzzing.ts'
import { packets, ZONE } from './packet-source.ts'

const responder = new Responder(
  new SuffixTable([[EU, { zone: EU, handler: (query) => ZONE.find(query.hashedName, query.type) }]]),
)

/** The server's reply to a packet on a connection of its own. */
function reply(packet: Buffer): string[] {
  const query = new Query()
  query.transport = 'tcp'
  const writer = new ReplyWriter()
  const length = responder.respond(query, packet, { address: '127.0.0.1', port: 1 }, writer)
  return length === 0 ? [] : [writer.octets.toString('hex', 0, Number(length))]
}

const streams = fc.record({
  messages: fc.array(packets, { minLength: 1, maxLength: 12 }),
  sizes: fc.array(fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 2000 })), {
    minLength: 1,
    maxLength: 20,
  }),
  /** The beginning of one more message, which never ends. */
  rest: fc.integer({ min: 0, max: 5 }),
})

test(
  'messages in any chunks get the same replies as alone, in order, and no other octets',
  async () => {
    const listener = await TcpListener.open({ address: '127.0.0.1', port: 0 }, responder)
    onTestFinished(() => listener.close(0))
    await fuzz(streams, async ({ messages, sizes, rest }) => {
      const client = await TcpClient.connect(listener.address)
      const framed = messages.map((message) =>
        Buffer.concat([Buffer.from([message.length >> 8, message.length & 0xff]), message]),
      )
      const stream = Buffer.concat([...framed, Buffer.from([0, 200, 1, 2, 3]).subarray(0, rest)])
      for (let at = 0, i = 0; at < stream.length; i++) {
        const size = sizes[i % sizes.length] ?? 1
        // After some chunks the rest is sent at once, to keep a case short.
        const end = i < 60 ? at + size : stream.length
        await client.write(stream.subarray(at, end))
        at = end
      }
      client.socket.end()
      const replies: string[] = []
      for (let one = await client.octets(); one !== null; one = await client.octets())
        replies.push(one.toString('hex'))
      client.socket.destroy()
      expect(replies).toEqual(messages.flatMap(reply))
    })
  },
  TIMEOUT_MS,
)
