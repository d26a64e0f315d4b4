/** Answers of zone files where names are redirected, delegated, or those of other zones (RFC 1034 §4.3.2). */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ask } from '../../support/ask.ts'
import { openWorld, type World } from '../../support/world.ts'

const GLUE = Array.from({ length: 20 }, (_, i) => `the-name-server-with-number-${i}`)

const LAB = `$ORIGIN lab.test.
$TTL 300
@ SOA ns hostmaster 1 7200 900 86400 60
@ NS ns
ns A 192.0.2.1
ns AAAA 2001:db8::1
up CNAME www.child
plain CNAME www.other
left NS ns.right
right NS ns.left
ns.left A 192.0.2.51
ns.right A 192.0.2.52
both NS NS.Both
both NS ns.left
ns.both A 192.0.2.53
child NS ns.child
child DS 1 8 2 ${'00'.repeat(32)}
ns.child A 192.0.2.54
other NS ns
deep.er NS ns
${GLUE.map((one) => `big NS ${one}.big\n${one}.big A 192.0.2.9\n${one}.big AAAA 2001:db8::9\n`).join('')}
${GLUE.map((one) => `side NS ${one}.big\n`).join('')}
*.self CNAME *.self
*.mail MX 10 *.mail
*.mail A 192.0.2.60
relay MX 10 any.mail
relay MX 20 ns.left
web HTTPS 1 svc alpn=h2
svc HTTPS 1 . alpn=h3
svc A 192.0.2.70
own SVCB 1 . alpn=h2
own A 192.0.2.71
*.own2 SVCB 1 . alpn=h2
*.own2 A 192.0.2.72
keys KX 10 svc
loop DNAME longer.loop
there DNAME back
back DNAME there
twice DNAME target
x.target CNAME y.twice
y.target A 192.0.2.80
`

const CHILD = `$ORIGIN child.lab.test.
$TTL 300
@ SOA ns hostmaster 1 7200 900 86400 60
@ NS ns
ns A 192.0.2.54
www A 192.0.2.55
`

/** A zone that no zone here delegates, below one that is delegated elsewhere. */
const ER = `$ORIGIN x.deep.er.lab.test.
$TTL 300
@ SOA ns hostmaster 1 7200 900 86400 60
@ NS ns
`

const MOVED = `$ORIGIN moved.test.
$TTL 300
@ SOA ns hostmaster 1 7200 900 86400 60
@ NS ns.lab.test.
@ MX 10 mail
@ DNAME lab.test.
`

const COREFILE = `lab.test moved.test {
  file lab lab.test
  file child child.lab.test
  file er x.deep.er.lab.test
  file moved moved.test
}
`

/** Records without their TTL, if it is the usual one, and class. */
function brief(records: readonly string[]): readonly string[] {
  return records.map((one) => one.replace('300 IN ', ''))
}

describe('a zone file', () => {
  let world: World
  beforeAll(async () => {
    world = await openWorld({ Corefile: COREFILE, lab: LAB, child: CHILD, er: ER, moved: MOVED })
  })
  afterAll(() => world.close())

  async function look(name: string, type: string | number, transport: 'udp' | 'tcp' = 'udp') {
    const reply = await ask(world.target, { name, type, payload: 1232 }, transport)
    return {
      rcode: reply.rcode,
      flags: reply.flags,
      answer: brief(reply.answer),
      authority: brief(reply.authority),
      additional: brief(reply.additional),
    }
  }

  describe('redirects by DNAME', () => {
    test('all names below an apex, but not the apex', async () => {
      expect(await look('ns.moved.test.', 'A')).toMatchObject({
        rcode: 'NOERROR',
        answer: [
          expect.stringMatching(/^moved\.test\. TYPE39/),
          'ns.moved.test. CNAME ns.lab.test.',
          'ns.lab.test. A 192.0.2.1',
        ],
      })
      expect((await look('moved.test.', 'MX')).answer).toEqual(['moved.test. MX 10 mail.moved.test.'])
      expect((await look('moved.test.', 'A')).rcode).toBe('NOERROR')
    })

    test('without a look at the target where CNAME is asked for', async () => {
      expect(await look('nope.moved.test.', 'CNAME')).toMatchObject({
        rcode: 'NOERROR',
        answer: [expect.anything(), 'nope.moved.test. CNAME nope.lab.test.'],
        authority: [],
      })
      expect((await look('nope.moved.test.', 'A')).rcode).toBe('NXDOMAIN')
    })

    test('once where the target is below the owner', async () => {
      const { rcode, answer } = await look('x.loop.lab.test.', 'A')
      expect([rcode, answer.length]).toEqual(['NOERROR', 2])
      expect(answer[1]).toBe('x.loop.lab.test. CNAME x.longer.loop.lab.test.')
    })

    test('with each DNAME once, on ways that return and on ways that lead on', async () => {
      expect((await look('x.there.lab.test.', 'A')).answer).toHaveLength(4)
      const { answer } = await look('x.twice.lab.test.', 'A')
      expect(answer.slice(1)).toEqual([
        'x.twice.lab.test. CNAME x.target.lab.test.',
        'x.target.lab.test. CNAME y.twice.lab.test.',
        'y.twice.lab.test. CNAME y.target.lab.test.',
        'y.target.lab.test. A 192.0.2.80',
      ])
    })
  })

  describe('refers', () => {
    test('with the addresses of name servers anywhere in the zone, in-domain ones first', async () => {
      for (const [zone, addresses] of [
        ['left', ['ns.right.lab.test. A 192.0.2.52']],
        ['other', ['ns.lab.test. A 192.0.2.1', 'ns.lab.test. AAAA 2001:db8::1']],
        ['both', ['NS.both.lab.test. A 192.0.2.53', 'ns.left.lab.test. A 192.0.2.51']],
      ] as const) {
        expect(await look(`x.${zone}.lab.test.`, 'A')).toMatchObject({
          flags: 'qr rd',
          additional: addresses,
        })
        expect(await look(`${zone}.lab.test.`, 'MX')).toMatchObject({ flags: 'qr rd', additional: addresses })
      }
    })

    test('with TC where glue of in-domain name servers does not fit (RFC 9471 §3.1)', async () => {
      const cut = await look('x.big.lab.test.', 'A')
      expect([cut.flags, cut.authority.length]).toEqual(['qr tc rd', 20])
      expect(cut.additional.length).toBeLessThan(40)
      const whole = await look('x.big.lab.test.', 'A', 'tcp')
      expect([whole.flags, whole.additional.length]).toEqual(['qr rd', 40])
    })

    test('without TC where other addresses do not fit', async () => {
      const { flags, authority, additional } = await look('x.side.lab.test.', 'A')
      expect([flags, authority.length]).toEqual(['qr rd', 20])
      expect(additional.length).toBeLessThan(40)
      expect(additional.length).toBeGreaterThan(0)
    })

    test('in few octets: names of name servers are compressed', async () => {
      const { octets } = await ask(world.target, { name: 'x.big.lab.test.', type: 'A' }, 'tcp')
      // Header and question, NS records with one label and a pointer, addresses owned by pointers.
      expect(octets).toBeLessThanOrEqual(12 + 20 + 20 * (12 + 34) + 20 * 16 + 20 * 28)
    })
  })

  describe('serves parent and child', () => {
    test('DS of the child from the parent', async () => {
      expect(await look('child.lab.test.', 'DS')).toMatchObject({
        flags: 'qr aa rd',
        answer: [expect.stringMatching(/^child\.lab\.test\. TYPE43 /)],
        authority: [],
      })
      expect((await look('www.child.lab.test.', 'DS')).authority[0]).toMatch(/^child\.lab\.test\. 60 IN SOA/)
    })

    test('DS of a zone whose parent is elsewhere from the zone itself', async () => {
      expect((await look('x.deep.er.lab.test.', 'DS')).authority[0]).toMatch(/^x\.deep\.er\.lab\.test\. /)
    })

    test('aliases into the child from the child', async () => {
      expect(await look('up.lab.test.', 'A')).toEqual({
        rcode: 'NOERROR',
        flags: 'qr aa rd',
        answer: ['up.lab.test. CNAME www.child.lab.test.', 'www.child.lab.test. A 192.0.2.55'],
        authority: ['child.lab.test. NS ns.child.lab.test.'],
        additional: ['ns.child.lab.test. A 192.0.2.54'],
      })
    })

    test('aliases into a zone elsewhere with its referral', async () => {
      expect(await look('plain.lab.test.', 'A')).toEqual({
        rcode: 'NOERROR',
        flags: 'qr aa rd',
        answer: ['plain.lab.test. CNAME www.other.lab.test.'],
        authority: ['other.lab.test. NS ns.lab.test.'],
        additional: ['ns.lab.test. A 192.0.2.1', 'ns.lab.test. AAAA 2001:db8::1'],
      })
    })
  })

  describe('adds', () => {
    const OWN = ['ns.lab.test. A 192.0.2.1', 'ns.lab.test. AAAA 2001:db8::1']

    test.each<readonly [string, string | number, readonly string[]]>([
      ['lab.test.', 'SOA', OWN],
      ['lab.test.', 'NS', OWN],
      ['svc.lab.test.', 'A', OWN],
      // RFC 2181 §5: the answer has this one already.
      ['ns.lab.test.', 'A', ['ns.lab.test. AAAA 2001:db8::1']],
      // Addresses of wildcards, but no glue of other zones.
      ['relay.lab.test.', 'MX', ['any.mail.lab.test. A 192.0.2.60', ...OWN]],
      ['keys.lab.test.', 36, ['svc.lab.test. A 192.0.2.70', ...OWN]],
      [
        'web.lab.test.',
        65,
        ['svc.lab.test. A 192.0.2.70', expect.stringMatching(/^svc\.lab\.test\. /), ...OWN],
      ],
      ['own.lab.test.', 64, ['own.lab.test. A 192.0.2.71', ...OWN]],
      ['x.own2.lab.test.', 64, OWN],
      ['lab.test.', 'ANY', []],
      ['child.lab.test.', 'DS', []],
    ])('to %s %s', async (name, type, expected) => {
      expect((await look(name, type)).additional).toEqual(expected)
    })
  })

  test('keeps the name of a wildcard in the data that it answers with', async () => {
    expect(await look('x.self.lab.test.', 'A')).toMatchObject({
      answer: ['x.self.lab.test. CNAME *.self.lab.test.', '*.self.lab.test. CNAME *.self.lab.test.'],
    })
    expect(await look('x.mail.lab.test.', 'MX')).toMatchObject({
      answer: ['x.mail.lab.test. MX 10 *.mail.lab.test.'],
      additional: ['*.mail.lab.test. A 192.0.2.60', expect.anything(), expect.anything()],
    })
    expect((await look('*.self.lab.test.', 'CNAME')).answer).toEqual([
      '*.self.lab.test. CNAME *.self.lab.test.',
    ])
  })
})
