import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { frameMessage, MessageFramer } from '../../src/wire/framing.ts'
import { octets } from './packets.ts'

/** Three messages in one stream: two octets, none, 256. */
const LONG = Buffer.alloc(256, 7)
const STREAM = Buffer.concat([
  octets('0002 abcd # two octets'),
  octets('0000      # none'),
  octets('0100      # 256'),
  LONG,
])
const MESSAGES = ['abcd', '', LONG.toString('hex')]

function read(chunks: readonly Buffer[]): { messages: string[]; isInside: boolean } {
  const framer = new MessageFramer()
  const messages = chunks.flatMap((chunk) => framer.push(chunk)).map((message) => message.toString('hex'))
  return { messages, isInside: framer.isInsideMessage }
}

describe('a stream gives the same messages', () => {
  test('whole', () => {
    expect(read([STREAM])).toEqual({ messages: MESSAGES, isInside: false })
  })

  test('octet by octet', () => {
    const chunks = Array.from(STREAM, (octet) => Buffer.from([octet]))
    expect(read(chunks)).toEqual({ messages: MESSAGES, isInside: false })
  })

  test('split at every offset', () => {
    for (let at = 0; at <= STREAM.length; at++) {
      const result = read([STREAM.subarray(0, at), STREAM.subarray(at)])
      expect(result, `split at ${at}`).toEqual({ messages: MESSAGES, isInside: false })
    }
  })

  test('with an empty chunk between any two octets', () => {
    for (let at = 0; at <= STREAM.length; at++) {
      const chunks = [STREAM.subarray(0, at), Buffer.alloc(0), Buffer.alloc(0), STREAM.subarray(at)]
      expect(read(chunks).messages, `split at ${at}`).toEqual(MESSAGES)
    }
    const octetsAndNothing = Array.from(STREAM, (octet) => [Buffer.from([octet]), Buffer.alloc(0)]).flat()
    expect(read(octetsAndNothing).messages).toEqual(MESSAGES)
  })

  test('in any chunks, for any messages', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 600 }), { maxLength: 6 }),
        fc.infiniteStream(fc.integer({ min: 0, max: 400 })),
        (messages, sizes) => {
          const stream = Buffer.concat(messages.map(frameMessage))
          const chunks: Buffer[] = []
          for (let at = 0; at < stream.length; ) {
            const size = sizes.next().value ?? 1
            chunks.push(stream.subarray(at, at + size))
            at += size
          }
          expect(read(chunks)).toEqual({
            messages: messages.map((message) => Buffer.from(message).toString('hex')),
            isInside: false,
          })
        },
      ),
      { numRuns: 200 },
    )
  })
})

test.each([
  ['before any octet', '', false],
  ['after half a length', '00', true],
  ['after a length', '0002', true],
  ['inside a message', '0002 ab', true],
  ['after a message', '0002 abcd', false],
  ['after an empty message', '0000', false],
  ['inside the second message', '0000 00', true],
])('a message is in the making: %s', (_, hex, isInside) => {
  expect(read([octets(hex)]).isInside).toBe(isInside)
})

test('a message of 65,535 octets passes, and its length goes before it', () => {
  const message = Buffer.alloc(65535, 1)
  const framed = frameMessage(message)
  expect(framed.toString('hex', 0, 2)).toBe('ffff')
  expect(read([framed.subarray(0, 40000), framed.subarray(40000)]).messages).toEqual([
    message.toString('hex'),
  ])
})
