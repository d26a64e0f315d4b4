/** Many queries over one TCP connection, from clients that keep it open. */
import { once } from 'node:events'
import { connect } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Kubezone } from '../e2e/kubezone.ts'
import { nameOf, service, Workplace } from '../e2e/workplace.ts'
import { encodeQuery } from '../support/ask.ts'
import { decodeReply } from '../support/decode.ts'
import { needs } from '../support/needs.ts'
import { run } from './run.ts'

const NAMES = Array.from({ length: 20 }, (_, i) => nameOf(`s${i}`))
const ADDRESSES = NAMES.map((_, i) => `10.96.7.${i + 1}`)

let place: Workplace
let kubezone: Kubezone

beforeAll(async () => {
  const text = ADDRESSES.map((address, i) => service(`s${i}`, address)).join('')
  place = new Workplace({ 'services.yaml': text })
  kubezone = await Kubezone.serve([place.folder, '--port', '0', '--bind', '127.0.0.1'])
})

afterAll(async () => {
  try {
    await kubezone?.stop()
  } finally {
    place?.close()
  }
})

for (const program of ['dig', 'kdig']) {
  test(`${program} asks for many names over one connection that it keeps open`, needs(program), async () => {
    const { address, port } = kubezone.target
    const questions = NAMES.flatMap((name) => [name, 'A'])
    const output = await run(program, [
      `@${address}`,
      '-p',
      String(port),
      '+tcp',
      '+keepopen',
      '+short',
      ...questions,
    ])
    expect(output.trimEnd().split('\n')).toEqual(ADDRESSES)
  })
}

test('a hundred queries sent at once, in pieces of any size, are all answered', async () => {
  const { address, port } = kubezone.target
  const socket = connect(port, address)
  socket.setTimeout(10_000, () => socket.destroy())
  await once(socket, 'connect')
  const questions = Array.from({ length: 100 }, (_, id) => {
    const query = encodeQuery({ name: NAMES[id % NAMES.length] ?? '', type: 'A', id })
    return Buffer.concat([Buffer.from([query.length >> 8, query.length & 0xff]), query])
  })
  const octets = Buffer.concat(questions)
  socket.write(octets.subarray(0, 1001))
  socket.end(octets.subarray(1001))
  let received = await buffer(socket)
  const replies = new Map<number, string | undefined>()
  while (received.length > 0) {
    const end = 2 + received.readUInt16BE(0)
    const reply = decodeReply(received.subarray(2, end))
    replies.set(reply.id, reply.answer[0]?.split(' ').at(-1))
    received = received.subarray(end)
  }
  const wanted = questions.map((_, id) => [id, ADDRESSES[id % ADDRESSES.length]])
  expect([...replies].sort(([a], [b]) => a - b)).toEqual(wanted)
})
