import { describe, expect, it } from 'vitest'
import type { Handler } from '../../../src/chain/plugin.ts'
import type { Query } from '../../../src/chain/query.ts'
import { dns64 } from '../../../src/directives/shape/dns64/dns64.ts'
import { parseAddress, reverseName } from '../../../src/wire/address.ts'
import { type Answer, NOT_OUR_ZONE, SILENCE } from '../../../src/wire/answer.ts'
import { RCODE, TYPE } from '../../../src/wire/constants.ts'
import { nameText } from '../../../src/wire/name.ts'
import { RelayedAnswer } from '../../../src/wire/relayed-answer.ts'
import { ask, encodeName, type Question } from '../../support/ask.ts'
import { setUp } from '../../support/block.ts'
import { answerOf, askHandler, before } from '../../support/chain.ts'
import { world } from '../../site/manifests/manifest-world.ts'
import { unless, whyNoIpv6 } from '../../support/needs.ts'

const WEB = 'web.example.org'
const SOA = ['example.org SOA ns.example.org']
const NO_DATA = answerOf({ authority: SOA })
const IPV4 = answerOf({ answer: [`${WEB} A 192.0.2.33`] })

const reverse = (address: string): string => nameText(reverseName(parseAddress(address) ?? '')).slice(0, -1)

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex')
/** An RRSIG record that covers `type`. */
const signature = (covered: string): string =>
  `c00c 002e 0001 00000e10 0013 ${covered} 0803 00000e10 00000000 00000000 0001 00`

/** Answers by `NAME TYPE`; NXDOMAIN for other questions. */
function translating(directives: string, answers: Readonly<Record<string, Answer>>) {
  const { plugin, diagnostics } = setUp(dns64, directives)
  expect(diagnostics).toEqual([])
  const asked: string[] = []
  const source: Handler = (query: Query) => {
    const question = `${nameText(query.name).slice(0, -1)} ${query.type}`
    asked.push(question)
    return answers[question] ?? answerOf({ rcode: RCODE.NXDOMAIN, authority: SOA })
  }
  const handler = before(plugin, source)
  const look = async (question: Partial<Question> = {}, address = '2001:db8::9') => {
    asked.length = 0
    return askHandler(handler, { name: WEB, type: 'AAAA', ...question }, { client: { address, port: 1 } })
  }
  return { look, asked, plugin }
}

describe('dns64', () => {
  it('synthesizes AAAA records from the A records of a name without AAAA records', async () => {
    const { look, asked, plugin } = translating('dns64', { [`${WEB} 28`]: NO_DATA, [`${WEB} 1`]: IPV4 })
    const reply = await look({ name: 'Web.example.ORG' })
    expect(reply).toMatchObject({ rcode: 'NOERROR', flags: 'qr aa rd', authority: [] })
    expect(reply.answer).toEqual(['Web.example.ORG. 5 IN AAAA 64:ff9b::c000:221'])
    expect(asked).toEqual([`${WEB} 28`, `${WEB} 1`])
    expect(plugin?.metrics?.()).toEqual([
      {
        name: 'coredns_dns64_requests_translated_total',
        help: expect.any(String),
        type: 'counter',
        samples: [{ labels: { server: 'dns://:53' }, value: 1 }],
      },
    ])
  })

  it('changes only answers to queries for AAAA over IPv6', async () => {
    const answers = { [`${WEB} 28`]: NO_DATA, [`${WEB} 1`]: IPV4, [`${WEB} 16`]: NO_DATA }
    const { look, asked } = translating('dns64', answers)
    expect((await look({}, '192.0.2.1')).answer).toEqual([])
    expect((await look({}, '::ffff:192.0.2.1')).answer).toEqual([])
    expect((await look({}, '')).answer).toEqual([])
    expect(await look({ type: 'TXT' })).toMatchObject({ answer: [] })
    expect((await look({ type: 'A' })).answer).toEqual([`${WEB}. 5 IN A 192.0.2.33`])
    expect(asked).toEqual([`${WEB} 1`])
    const everybody = translating('dns64 {\n allow_ipv4\n}', answers)
    expect((await everybody.look({}, '192.0.2.1')).answer).toHaveLength(1)
  })

  it('changes neither NXDOMAIN nor answers with AAAA records', async () => {
    const own = answerOf({ answer: [`${WEB} AAAA 2001:db8::1`] })
    const { look, asked } = translating('dns64', { [`${WEB} 28`]: own, [`${WEB} 1`]: IPV4 })
    expect((await look()).answer).toEqual([`${WEB}. 5 IN AAAA 2001:db8::1`])
    expect((await look({ name: 'none.example.org' })).rcode).toBe('NXDOMAIN')
    expect(asked).toEqual(['none.example.org 28'])
    const silent = translating('dns64', { [`${WEB} 28`]: SILENCE })
    await expect(silent.look()).rejects.toThrow()
    expect(silent.asked).toEqual([`${WEB} 28`])
  })

  it('translates every name with translate_all, and keeps AAAA records of names without A records', async () => {
    const own = answerOf({ answer: [`${WEB} AAAA 2001:db8::1`] })
    const all = translating('dns64 {\n translate_all\n}', { [`${WEB} 28`]: own, [`${WEB} 1`]: IPV4 })
    expect((await all.look()).answer).toEqual([`${WEB}. 5 IN AAAA 64:ff9b::c000:221`])
    const only = translating('dns64 {\n translate_all\n}', { [`${WEB} 28`]: own, [`${WEB} 1`]: NO_DATA })
    expect((await only.look()).answer).toEqual([`${WEB}. 5 IN AAAA 2001:db8::1`])
  })

  it('ignores IPv4-mapped addresses in AAAA records (RFC 6147 §5.1.4)', async () => {
    const mapped = `${WEB} AAAA ::ffff:192.0.2.1`
    const [alone, mixed] = [[mapped], [mapped, `${WEB} AAAA 2001:db8::1`]].map((answer) =>
      answerOf({ answer }),
    )
    const { look } = translating('dns64', { [`${WEB} 28`]: alone ?? NO_DATA, [`${WEB} 1`]: IPV4 })
    // Without an SOA record the TTL is the A record's, or 600.
    expect((await look()).answer).toEqual([`${WEB}. 5 IN AAAA 64:ff9b::c000:221`])
    const other = translating('dns64', { [`${WEB} 28`]: mixed ?? NO_DATA })
    expect((await other.look()).answer).toEqual([`${WEB}. 5 IN AAAA 2001:db8::1`])
    expect(other.asked).toEqual([`${WEB} 28`])
  })

  it('keeps aliases, and returns the answer to the query for A records if it has none', async () => {
    const chain = [`${WEB} CNAME a.example.net`, 'a.example.net CNAME b.example.net']
    const { look } = translating('dns64', {
      [`${WEB} 28`]: answerOf({ answer: chain, authority: ['example.net SOA ns.example.net'] }),
      [`${WEB} 1`]: answerOf({
        answer: [...chain, 'b.example.net A 192.0.2.1', 'b.example.net A 192.0.2.2'],
        additional: ['ns.example.net A 192.0.2.53'],
      }),
    })
    const reply = await look()
    expect(reply.answer).toEqual([
      `${WEB}. 5 IN CNAME a.example.net.`,
      'a.example.net. 5 IN CNAME b.example.net.',
      'b.example.net. 5 IN AAAA 64:ff9b::c000:201',
      'b.example.net. 5 IN AAAA 64:ff9b::c000:202',
    ])
    expect(reply.additional).toEqual(['ns.example.net. 5 IN A 192.0.2.53'])
    const failed = translating('dns64', {
      [`${WEB} 28`]: NO_DATA,
      [`${WEB} 1`]: answerOf({ rcode: RCODE.SERVFAIL }),
    })
    expect((await failed.look()).rcode).toBe('SERVFAIL')
    const better = translating('dns64', {
      [`${WEB} 28`]: answerOf({ rcode: RCODE.SERVFAIL }),
      [`${WEB} 1`]: IPV4,
    })
    expect((await better.look()).rcode).toBe('NOERROR')
    const nowhere = translating('dns64', { [`${WEB} 28`]: NOT_OUR_ZONE, [`${WEB} 1`]: NOT_OUR_ZONE })
    expect((await nowhere.look()).rcode).toBe('REFUSED')
  })

  it('does not change answers for validating clients (DO and CD, RFC 6147 §5.5)', async () => {
    const { look } = translating('dns64', { [`${WEB} 28`]: NO_DATA, [`${WEB} 1`]: IPV4 })
    const CD = 0x0110
    expect((await look({ flags: CD, payload: 1232, dnssecOk: true })).answer).toEqual([])
    expect((await look({ flags: CD })).answer).toHaveLength(1)
    expect((await look({ payload: 1232, dnssecOk: true })).answer).toHaveLength(1)
  })

  it('drops the signatures of translated records and the AD flag, and limits the TTL', async () => {
    const relayed = (type: number, flags: string, counts: string, ...records: readonly string[]): Answer => {
      const question = Buffer.concat([encodeName(WEB), Buffer.from([0, type, 0, 1])])
      const packet = [hex(`1234 ${flags} 0001 ${counts}`), question, ...records.map(hex)]
      const answer = RelayedAnswer.read(Buffer.concat(packet))
      if (typeof answer === 'string') throw new Error(answer)
      return answer
    }
    const soa = 'c010 0006 0001 00000384 0016 00 00 00000001 00000002 00000003 00000004 00000005'
    const found = [signature('0001'), signature('0005'), 'c00c 0001 0001 00000e10 0004 c0000221']
    const answers = (denial: Answer) => ({
      [`${WEB} 28`]: denial,
      [`${WEB} 1`]: relayed(TYPE.A, '81a0', '0003 0000 0000', ...found),
    })
    const known = await translating(
      'dns64',
      answers(relayed(TYPE.AAAA, '8180', '0000 0001 0000', soa)),
    ).look()
    expect(known.flags).toBe('qr rd ra')
    expect(known.answer.map((one) => one.replace(/ \\#.*/, ''))).toEqual([
      `${WEB}. 3600 IN TYPE46`,
      `${WEB}. 900 IN AAAA 64:ff9b::c000:221`,
    ])
    const unknown = await translating('dns64', answers(relayed(TYPE.AAAA, '8180', '0000 0000 0000'))).look()
    expect(unknown.answer[1]).toBe(`${WEB}. 600 IN AAAA 64:ff9b::c000:221`)
  })

  it('makes reverse names of its addresses aliases of the reverse names of the IPv4 addresses', async () => {
    const name = reverse('64:ff9b::c000:221')
    const target = '33.2.0.192.in-addr.arpa'
    const { look, asked } = translating('dns64', {
      [`${target} 12`]: answerOf({ question: target, origin: target, answer: [`${target} PTR ${WEB}`] }),
      [`${reverse('2001:db8::1')} 12`]: answerOf({ rcode: RCODE.NOTAUTH }),
    })
    expect((await look({ name, type: 'PTR' })).answer).toEqual([
      `${name}. 5 IN CNAME ${target}.`,
      `${target}. 5 IN PTR ${WEB}.`,
    ])
    expect(asked).toEqual([`${target} 12`])
    // If the IPv4 address has no PTR record, and for other names, the next plugin answers.
    expect((await look({ name: reverse('64:ff9b::c000:222'), type: 'PTR' })).rcode).toBe('NXDOMAIN')
    expect((await look({ name: reverse('2001:db8::1'), type: 'PTR' })).rcode).toBe('NOTAUTH')
    expect((await look({ name, type: 'PTR' }, '192.0.2.1')).rcode).toBe('NXDOMAIN')
    expect((await look({ name: target, type: 'PTR' })).answer).toHaveLength(1)
  })

  it('takes its prefix from its argument or its braces; the last one counts', async () => {
    const answers = { [`${WEB} 28`]: NO_DATA, [`${WEB} 1`]: IPV4 }
    for (const [directives, address] of [
      ['dns64 64:1337::/96', '64:1337::c000:221'],
      ['dns64 {\n prefix 2001:db8:122:344::/64\n}', '2001:db8:122:344:c0:2:2100:0'],
      ['dns64 64:1337::/96\ndns64 {\n prefix 2001:db8::/32\n}', '2001:db8:c000:221::'],
    ] as const)
      expect((await translating(directives, answers).look()).answer).toEqual([`${WEB}. 5 IN AAAA ${address}`])
  })

  it('reports each error at its word', () => {
    const { places, diagnostics } = setUp(
      dns64,
      'dns64 64:ff9b:: 1 {\n prefix 10.0.0.0/8\n prefix 2001:db8::/80\n translate_al\n allow_ipv4 yes\n}\n' +
        'dns64 64:ff9b::/48\ndns64 2001:db8:0:0:100::/96\ndns64 x',
    )
    expect(places).toEqual([
      '1:17 ARGUMENTS',
      '2:9 VALUE',
      '3:9 VALUE',
      '4:2 OPTION',
      '5:13 ARGUMENTS',
      '8:7 VALUE',
      '9:7 VALUE',
    ])
    expect(diagnostics.map(({ message }) => message).filter((text) => text.includes('prefix'))).toEqual([
      "found '10.0.0.0/8', expected an IPv6 prefix of 32, 40, 48, 56, 64 or 96 bits (RFC 6052), such as 64:ff9b::/96",
      "found '2001:db8::/80', expected an IPv6 prefix of 32, 40, 48, 56, 64 or 96 bits (RFC 6052), such as 64:ff9b::/96",
      "found '2001:db8:0:0:100::/96', expected a prefix whose bits 64 to 71 are zero (RFC 6052)",
      "found 'x', expected an IPv6 prefix of 32, 40, 48, 56, 64 or 96 bits (RFC 6052), such as 64:ff9b::/96",
    ])
  })
})

it('translates names of a cluster for clients that come over IPv6', unless(whyNoIpv6()), async () => {
  const { target } = await world({
    'web.yaml': `apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {clusterIP: 10.96.0.20, ports: [{port: 80}]}
`,
    Corefile:
      'cluster.local:0 in-addr.arpa:0 ip6.arpa:0 {\n bind ::1\n dns64\n kubernetes cluster.local in-addr.arpa ip6.arpa\n}\n',
  })
  const name = 'web.shop.svc.cluster.local'
  const reply = await ask(target, { name, type: 'AAAA' })
  expect(reply.answer).toEqual([`${name}. 5 IN AAAA 64:ff9b::a60:14`])
  expect((await ask(target, { name: 'none.shop.svc.cluster.local', type: 'AAAA' })).rcode).toBe('NXDOMAIN')
  const address = reverse('64:ff9b::a60:14')
  expect((await ask(target, { name: address, type: 'PTR' })).answer).toEqual([
    `${address}. 5 IN CNAME 20.0.96.10.in-addr.arpa.`,
    `20.0.96.10.in-addr.arpa. 5 IN PTR ${name}.`,
  ])
})
