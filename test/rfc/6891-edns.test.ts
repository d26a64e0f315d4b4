/** RFC 6891 (EDNS), RFC 3225 (DO), RFC 8914 (extended errors). */
import { describe, expect, test } from 'vitest'
import { encodeQuery } from '../support/ask.ts'
import { octets } from '../wire/packets.ts'
import { Cluster, WEB } from './cluster.ts'

const cluster = new Cluster()

/** A query for web A with additional records in hexadecimal, and their count. */
function query(tail: string, additionals = 1): Buffer {
  const packet = Buffer.concat([encodeQuery({ name: WEB, type: 'A' }), octets(tail)])
  packet.writeUInt16BE(additionals, 10)
  return packet
}
const OPT = '00 0029 04d0 00 00 0000 0000'

test('a reply has an OPT if the query has one, and only then', async () => {
  expect((await cluster.ask(WEB, 'A')).edns).toBeNull()
  for (const [name, type] of [
    [WEB, 'A'],
    ['x.cluster.local', 'A'],
    ['example.com', 'A'],
    ['cluster.local', 'AXFR'],
  ] as const)
    expect((await cluster.ask(name, type, { payload: 4096 })).edns).toMatchObject({
      payload: 1232,
      version: 0,
      dnssecOk: false,
    })
})

test.each([
  ['0000', false],
  ['8000', true],
  ['7fff', false],
  ['ffff', true],
])('flags %s: DO comes back, unknown flags do not', async (flags, dnssecOk) => {
  const reply = await cluster.exchange(query(`00 0029 04d0 00 00 ${flags} 0000`))
  // dns2 and our decoder know no other flag, so the test compares the whole OPT.
  expect(reply?.edns).toEqual({ payload: 1232, version: 0, dnssecOk, options: [] })
})

test('unassigned flags are zero in the reply', async () => {
  const { exchangeUdp } = await import('../support/ask.ts')
  const reply = await exchangeUdp(cluster.target, query('00 0029 04d0 ff 00 ffff 0000'))
  expect(reply?.toString('hex').slice(-22)).toBe(octets('00 0029 04d0 00 00 8000 0000').toString('hex'))
})

test.each([
  ['NSID', '0003 0000'],
  ['a cookie', '000a 0008 0102030405060708'],
  ['a client subnet', '0008 0007 0001 1800 0a0000'],
  ['padding', '000c 0003 000000'],
  ['one that is unknown', 'fde9 0002 beef'],
  ['several', '0003 0000 fde9 0000 000c 0001 00'],
])('options are ignored, and not echoed: %s', async (_, options) => {
  const length = octets(options).length.toString(16).padStart(4, '0')
  const reply = await cluster.exchange(query(`00 0029 04d0 00 00 0000 ${length} ${options}`))
  expect([reply?.rcode, reply?.answer, reply?.edns?.options]).toEqual([
    'NOERROR',
    [`${WEB}. 5 IN A 10.96.0.1`],
    [],
  ])
})

test.each([1, 2, 255])('version %i: BADVERS with our own OPT', async (version) => {
  const reply = await cluster.exchange(
    query(`00 0029 04d0 00 ${version.toString(16).padStart(2, '0')} 8000 0000`),
  )
  expect(reply).toMatchObject({ rcode: 'BADVERS', answer: [], authority: [], question: `${WEB}. IN A` })
  expect(reply?.edns).toEqual({ payload: 1232, version: 0, dnssecOk: true, options: [] })
})

describe('FORMERR', () => {
  test.each([
    ['two OPTs', OPT + OPT, 2],
    ['an OPT that is not owned by the root', `01 61 ${OPT}`, 1],
    ['an OPT owned by a pointer', 'c00c 0029 04d0 00 00 0000 0000', 1],
    ['half an option', '00 0029 04d0 00 00 0000 0003 000a00', 1],
    ['an option longer than the list', '00 0029 04d0 00 00 0000 0005 000a0002 01', 1],
    ['a list longer than the message', '00 0029 04d0 00 00 0000 0006 000a0002 01', 1],
  ])('%s', async (_, tail, count) => {
    expect(await cluster.exchange(query(tail, count))).toMatchObject({ rcode: 'FORMERR', answer: [] })
  })
})
