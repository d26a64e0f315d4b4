/**
 * HTTP/2 frames, written by hand, in orders that no well-behaved client sends. They must not end the process.
 */
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { connect, type TLSSocket } from 'node:tls'
import { afterAll, describe, expect, onTestFinished, test } from 'vitest'
import type { HttpsListener } from '../../src/server/https.ts'
import { encodeQuery } from '../support/ask.ts'
import { Authority } from '../support/certificates.ts'
import { endsWithin } from '../support/ends-within.ts'
import { needs } from '../support/needs.ts'
import { Lab } from './lab.ts'

const TYPE = { headers: 1, settings: 4, goaway: 7 }
const END_STREAM = 1
const END_HEADERS = 4
const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')
/** GOAWAY with an error code: ends a session at once. */
const FAULT = frame(TYPE.goaway, 0, 0, Buffer.from([0, 0, 0, 0, 0, 0, 0, 2]))
const PATH = `/dns-query?dns=${encodeQuery({ name: 'a.test', type: 'A', id: 0 }).toString('base64url')}`

describe('DNS over HTTPS, frame by frame', needs('openssl'), () => {
  const authority = new Authority()
  const own = authority.issue('IP:127.0.0.1')
  afterAll(() => authority.dispose())

  async function open(): Promise<HttpsListener> {
    const [cert, key] = [readFileSync(own.cert, 'utf8'), readFileSync(own.key, 'utf8')]
    return new Lab().openHttps({}, { cert, key, ca: null, clientAuth: 'nocert' })
  }

  async function send(
    { address: { port } }: HttpsListener,
    ...frames: readonly Buffer[]
  ): Promise<TLSSocket> {
    const socket = connect({ port, host: '127.0.0.1', ca: authority.text, ALPNProtocols: ['h2'] })
    socket.on('error', () => undefined)
    onTestFinished(() => void socket.destroy())
    await once(socket, 'secureConnect')
    // In one write, so that one read of the server finds them all.
    socket.write(Buffer.concat([PREFACE, frame(TYPE.settings, 0, 0), ...frames]))
    return socket
  }

  test('a client that asks for 100 Continue and leaves does not disturb others', async () => {
    const listener = await open()
    const leaving = await send(listener, request(1, { expect: '100-continue' }), FAULT)
    leaving.resume()
    await once(leaving, 'close')
    expect(await answered(await send(listener, request(1)), 1)).toEqual([1])
  })

  test('requests before and after a GOAWAY of the client are answered, then the session ends', async () => {
    const socket = await send(await open(), request(1), frame(TYPE.goaway, 0, 0, 8), request(3))
    const closed = once(socket, 'close')
    expect(await answered(socket, 2)).toEqual([1, 3])
    await closed
  })

  test('requests that were sent before the server stops are answered', async () => {
    const listener = await open()
    const socket = await send(listener, request(1))
    expect(await answered(socket, 1)).toEqual([1])
    socket.write(Buffer.concat([request(3), request(5)]))
    const closed = listener.close(5000)
    expect(await answered(socket, 2)).toEqual([3, 5])
    await endsWithin(2000, closed)
  })
})

/** The streams with status 200, once `count` have it. */
async function answered(socket: TLSSocket, count: number): Promise<number[]> {
  const streams: number[] = []
  let octets = Buffer.alloc(0)
  for await (const [chunk] of on(socket)) {
    octets = Buffer.concat([octets, chunk])
    while (octets.length >= 9 && octets.length >= 9 + octets.readUIntBE(0, 3)) {
      // The static table's entry for status 200 (RFC 7541, appendix A) is one octet.
      if (octets[3] === TYPE.headers && octets[9] === 0x88) streams.push(octets.readUInt32BE(5))
      octets = octets.subarray(9 + octets.readUIntBE(0, 3))
    }
    if (streams.length >= count) break
  }
  return streams
}

/** Chunks; unlike a `for await` over the socket, leaving the loop does not destroy it. */
async function* on(socket: TLSSocket): AsyncGenerator<[Buffer]> {
  for (;;) yield (await once(socket, 'data')) as [Buffer]
}

/** RFC 9113 §4.1: a frame with this payload, or with so many zeros. */
function frame(type: number, flags: number, stream: number, payload: Buffer | number = 0): Buffer {
  const octets = typeof payload === 'number' ? Buffer.alloc(payload) : payload
  const header = Buffer.alloc(9)
  header.writeUIntBE(octets.length, 0, 3)
  header.writeUInt8(type, 3)
  header.writeUInt8(flags, 4)
  header.writeUInt32BE(stream, 5)
  return Buffer.concat([header, octets])
}

function request(stream: number, more: Readonly<Record<string, string>> = {}): Buffer {
  const fields = { ':method': 'GET', ':scheme': 'https', ':path': PATH, ':authority': 'dns.test', ...more }
  // RFC 7541 §6.2.2: literal fields without indexing.
  const literals = Object.entries(fields).map(([name, value]) =>
    Buffer.from(`\0${String.fromCharCode(name.length)}${name}${String.fromCharCode(value.length)}${value}`),
  )
  return frame(TYPE.headers, END_STREAM | END_HEADERS, stream, Buffer.concat(literals))
}
