/** The client of zone transfers ignores octets after the end of a zone, and releases all its resources. */
import { getEventListeners } from 'node:events'
import { createServer } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { fetchZone, type ZoneRequest } from '../../../../src/client/zone-client.ts'
import { makeKey } from '../../../../src/directives/zones/tsig/key-file.ts'
import { signing } from '../../../../src/directives/zones/tsig/reply-check.ts'
import { TsigReplySigner, unixTime, verifyQuery } from '../../../../src/directives/zones/tsig/signature.ts'
import { frameMessage } from '../../../../src/wire/framing.ts'
import { nameText, parseName, ROOT } from '../../../../src/wire/name.ts'
import { findTsig } from '../../../../src/wire/tsig.ts'
import { encodeName } from '../../../support/ask.ts'
import { SECRET } from './secondary-servers.ts'

const apex = encodeName('example.org')
const soa = Buffer.concat([apex, Buffer.from([0, 6, 0, 1, 0, 0, 0, 60, 0, 22]), Buffer.alloc(22, 0)])
const address = (name: string): Buffer =>
  Buffer.concat([encodeName(name), Buffer.from([0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0, 2, 1])])

function reply(query: Buffer, records: readonly Buffer[]): Buffer {
  const counts = Buffer.from([0x84, 0, 0, 0, 0, records.length, 0, 0, 0, 0])
  return Buffer.concat([query.subarray(0, 2), counts, ...records])
}

/** A primary that answers each query with these octets in one write. */
async function serve(answer: (query: Buffer) => Buffer): Promise<ZoneRequest> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.once('data', (chunk: Buffer) => void socket.write(answer(chunk.subarray(2))))
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const at = server.address()
  const port = typeof at === 'object' && at !== null ? at.port : 0
  return { server: { address: '127.0.0.1', port }, origin: parseName('example.org') ?? ROOT, sign: null }
}

async function namesOf(
  request: ZoneRequest,
  signal = new AbortController().signal,
): Promise<readonly string[]> {
  const fetched = await fetchZone(request, signal)
  return 'problem' in fetched ? [fetched.problem] : fetched.result.map(({ name }) => nameText(name))
}

test('records after the end of a zone are not part of it', async () => {
  const request = await serve((query) =>
    Buffer.concat([
      frameMessage(reply(query, [soa, address('www.example.org'), soa])),
      frameMessage(reply(query, [address('more.example.org')])),
    ]),
  )
  expect(await namesOf(request)).toEqual(['example.org.', 'www.example.org.'])
})

test('unsigned records that an attacker appends to a signed zone are not part of it', async () => {
  const key = makeKey('k', SECRET)
  if (typeof key === 'string') throw new Error(key)
  const request = await serve((query) => {
    const verified = verifyQuery(query, findTsig(query), new Map([[key.name, key]]), unixTime())
    if (verified.kind !== 'sound') throw new Error(verified.kind)
    const signer = new TsigReplySigner(verified, unixTime)
    const message = reply(query.subarray(0, findTsig(query)), [soa, address('www.example.org'), soa])
    const room = Buffer.concat([message, Buffer.alloc(signer.octets)])
    const genuine = room.subarray(0, signer.sign(room, message.length))
    return Buffer.concat([frameMessage(genuine), frameMessage(reply(query, [address('forged.example.org')]))])
  })
  const names = await namesOf({ ...request, sign: signing(key, unixTime) })
  expect(names).toEqual(['example.org.', 'www.example.org.'])
})

test('a finished transfer removes its listeners from the abort signal', async () => {
  const request = await serve((query) => frameMessage(reply(query, [soa, soa])))
  const { signal } = new AbortController()
  for (let i = 0; i < 3; i++) expect(await namesOf(request, signal)).toEqual(['example.org.'])
  expect(getEventListeners(signal, 'abort')).toHaveLength(0)
})
