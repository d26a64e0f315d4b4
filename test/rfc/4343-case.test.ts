/** RFC 4343 and draft-vixie-dnsext-dns0x20: replies keep the letter case of the query. */
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { encodeQuery, exchangeTcp, exchangeUdp } from '../support/ask.ts'
import { decodeReply } from '../support/decode.ts'
import { Cluster, DB, WEB } from './cluster.ts'

const cluster = new Cluster()

/** A name in any letter case. */
function spelled(name: string): fc.Arbitrary<string> {
  return fc
    .array(fc.boolean(), { minLength: name.length, maxLength: name.length })
    .map((upper) =>
      Array.from(name, (letter, i) => (upper[i] === true ? letter.toUpperCase() : letter)).join(''),
    )
}

test.each([
  ['WEB.DEFAULT.SVC.CLUSTER.LOCAL', 'A', ['WEB.DEFAULT.SVC.CLUSTER.LOCAL. 5 IN A 10.96.0.1']],
  ['wEb.DeFault.sVc.cLuster.loCal', 'AAAA', ['wEb.DeFault.sVc.cLuster.loCal. 5 IN AAAA fd00::1']],
  [
    'Alias.default.svc.Cluster.LOCAL',
    'CNAME',
    ['Alias.default.svc.Cluster.LOCAL. 5 IN CNAME web.default.svc.Cluster.LOCAL.'],
  ],
  ['1.0.96.10.IN-ADDR.arpa', 'PTR', ['1.0.96.10.IN-ADDR.arpa. 5 IN PTR web.default.svc.cluster.local.']],
])('%s %s', async (name, type, answer) => {
  const reply = await cluster.ask(name, type)
  expect([reply.question, reply.answer]).toEqual([`${name}. IN ${type}`, answer])
})

test('the question comes back octet for octet, and owner names spell it as asked', async () => {
  const name = fc
    .constantFrom(WEB, DB, 'cluster.local', 'x.default.svc.cluster.local', 'example.com')
    .chain(spelled)
  await fc.assert(
    fc.asyncProperty(
      name,
      fc.constantFrom('A', 'SRV', 'SOA', 'TXT'),
      fc.nat(0xffff),
      async (asked, type, id) => {
        const query = encodeQuery({ name: asked, type, id, payload: 1232 })
        for (const exchange of [exchangeUdp, exchangeTcp]) {
          const reply = await exchange(cluster.target, query)
          expect(reply?.subarray(12, query.length - 11).equals(query.subarray(12, -11))).toBe(true)
          if (reply === null) continue
          for (const line of decodeReply(reply).answer) expect(line.split(' ')[0]).toBe(`${asked}.`)
        }
      },
    ),
    { numRuns: 60 },
  )
})

test('only letters ignore case: other octets that differ by 0x20 are different', async () => {
  // "@" is 0x40 and "`" 0x60; "[" is 0x5b and "{" 0x7b.
  for (const name of [
    'w`b.default.svc.cluster.local',
    'w@b.default.svc.cluster.local',
    '[eb.default.svc.cluster.local',
  ])
    expect((await cluster.ask(name, 'A')).rcode).toBe('NXDOMAIN')
})
