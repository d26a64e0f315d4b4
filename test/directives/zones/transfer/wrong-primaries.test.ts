/** `secondary` with primaries that violate the protocol. */
import { createServer, type Server } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { ZoneInForce } from '../../../../src/directives/zones/file/zone-in-force.ts'
import { parseName, ROOT } from '../../../../src/wire/name.ts'
import { complete } from '../../../../src/zone/steps.ts'
import { transferred } from '../../../../src/zone/zone-content.ts'
import { until } from '../../../e2e/until.ts'
import { encodeName } from '../../../support/ask.ts'
import { answerOf, follow } from './followers.ts'

const name = encodeName('example.org')
function soa(serial: number): Buffer {
  const data = Buffer.concat([encodeName('.'), encodeName('.'), Buffer.alloc(20)])
  data.writeUInt32BE(serial, 2)
  return Buffer.concat([name, Buffer.from([0, 6, 0, 1, 0, 0, 0, 60, 0, data.length]), data])
}
const a = Buffer.concat([name, Buffer.from([0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0, 2, 1])])
/** A CNAME record of www.example.org. */
const alias = (target: string): Buffer => {
  const data = encodeName(target)
  const head = Buffer.from([0, 5, 0, 1, 0, 0, 0, 60, 0, data.length])
  return Buffer.concat([encodeName('www.example.org'), head, data])
}
function reply(query: Buffer, records: readonly Buffer[], flags = 0x8400): Buffer {
  const header = Buffer.from([
    ...query.subarray(0, 2),
    flags >> 8,
    flags & 255,
    0,
    1,
    0,
    records.length,
    0,
    0,
    0,
    0,
  ])
  return Buffer.concat([header, query.subarray(12), ...records])
}
const CASES: readonly (readonly [string, (query: Buffer) => readonly Buffer[], RegExp])[] = [
  ['hangs up', () => [], /closed before the end/],
  ['stops in the middle', (query) => [reply(query, [soa(1), a])], /closed before the end/],
  ['begins with something else', (query) => [reply(query, [a, soa(1)])], /does not begin with its SOA/],
  ['goes on behind the end', (query) => [reply(query, [soa(1), soa(1), a])], /follow the end/],
  ['changes its mind', (query) => [reply(query, [soa(1), a, soa(2)])], /changed during the transfer/],
  ['refuses', (query) => [reply(query, [], 0x8405)], /REFUSED/],
  [
    'answers another query',
    (query) => [reply(Buffer.from([9, 9, ...query.subarray(2)]), [soa(1)])],
    /a reply to another query/,
  ],
  ['asks back', (query) => [query], /malformed/],
  ['cuts a record', (query) => [reply(query, [soa(1), a]).subarray(0, -3)], /malformed/],
  ['counts wrong', (query) => [reply(query, [Buffer.concat([soa(1), a])]).fill(9, 7, 8)], /malformed/],
  ['sends next to nothing', () => [Buffer.from([1, 2, 3])], /a reply to another query/],
  [
    'has two CNAMEs at a name',
    (query) => [reply(query, [soa(1), a, alias('a.example'), alias('b.example'), soa(1)])],
    /cannot be refreshed: .*www\.example\.org\. has more than one CNAME record/,
  ],
  [
    'has no SOA at its apex',
    (query) => [
      reply(query, [soa(1), Buffer.concat([name, Buffer.from([0, 6, 0, 1, 0, 0, 0, 1, 0, 1, 0])])]),
    ],
    /malformed|SOA/,
  ],
]

test.each(CASES)('a primary that is wrong %s', async (_, answer, problem) => {
  const server: Server = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.once('data', (chunk: Buffer) => {
      for (const message of answer(chunk.subarray(2))) {
        const length = Buffer.alloc(2)
        length.writeUInt16BE(message.length)
        socket.write(Buffer.concat([length, message]))
      }
      socket.end()
    })
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const address = server.address()
  const { target, log } = await follow(typeof address === 'object' && address !== null ? address.port : 0)
  await until(
    'the problem is logged',
    () => log.some((line) => problem.test(line)),
    5000,
    () => log.join(''),
  )
  expect(await answerOf(target, 'www.example.org')).toBe('SERVFAIL')
})

test('the reason of SERVFAIL does not name the primary', () => {
  const inForce = new ZoneInForce(parseName('example.org') ?? ROOT)
  complete(inForce.replace(transferred([], '192.0.2.1:53')))
  expect(inForce.absence.extendedError).toEqual({
    code: 24,
    text: 'the zone has no SOA record at its apex example.org.',
  })
})

test('a primary whose zone becomes none leaves the last good one in force, and records outside are ignored', async () => {
  let records = [soa(1), a, Buffer.concat([encodeName('www.example.net'), a.subarray(name.length)]), soa(1)]
  const server: Server = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.on('data', (chunk: Buffer) => {
      const query = chunk.subarray(2)
      const isTransfer = query.readUInt16BE(query.length - 4) === 252
      const message = reply(query, isTransfer ? records : records.slice(0, 1))
      const length = Buffer.alloc(2)
      length.writeUInt16BE(message.length)
      socket.write(Buffer.concat([length, message]))
    })
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const address = server.address()
  const { app, target, log } = await follow(
    typeof address === 'object' && address !== null ? address.port : 0,
  )
  const answers = 'NOERROR | example.org. 60 IN A 192.0.2.1'
  await expect.poll(() => answerOf(target, 'example.org'), { timeout: 10_000 }).toBe(answers)
  expect(log.filter((line) => line.includes('www.example.net. is outside the zone'))).toHaveLength(1)
  records = [soa(2), alias('a.example'), alias('b.example'), soa(2)]
  // The zone expires after a second, so the log shows what stays in force.
  await app.reload()
  await expect.poll(() => log.join(''), { timeout: 10_000 }).toContain('more than one CNAME record')
  expect(log.join('')).toContain('the last good zone stays in force')
})
