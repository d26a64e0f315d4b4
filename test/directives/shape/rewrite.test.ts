import { describe, expect, it } from 'vitest'
import type { Handler } from '../../../src/chain/plugin.ts'
import { Query } from '../../../src/chain/query.ts'
import { rewrite } from '../../../src/directives/shape/rewrite/rewrite.ts'
import { failure, SILENCE } from '../../../src/wire/answer.ts'
import { RCODE } from '../../../src/wire/constants.ts'
import { typeName } from '../../../src/wire/record-types.ts'
import { nameText } from '../../../src/wire/name.ts'
import { setUp } from '../../support/block.ts'
import { answerOf, askHandler, before, name } from '../../support/chain.ts'

/** Answers every question, and records it. */
function source(records: (owner: string) => Parameters<typeof answerOf>[0]) {
  const asked: string[] = []
  const handler: Handler = (query) => {
    const text = nameText(query.name)
    asked.push(`${text} ${typeName(query.type)}`)
    return answerOf({ question: text, origin: '.', ...records(text) })
  }
  return { asked, handler }
}

/** The reply after these rules, and the question that the plugins after them get. */
async function ask(
  rules: string,
  question: string,
  records: (owner: string) => Parameters<typeof answerOf>[0] = (owner) => ({
    answer: [`${owner} A 10.0.0.1`],
  }),
) {
  const { plugin, places } = setUp(rewrite, rules)
  expect(places).toEqual([])
  const { asked, handler } = source(records)
  const [owner = '', type = 'A'] = question.split(' ')
  const reply = await askHandler(before(plugin, handler), { name: owner, type })
  return { reply, asked }
}

const slow: Handler = async () => answerOf({ question: 'b.org', origin: '.', answer: ['b.org A 10.0.0.1'] })
const none = () => ({ rcode: RCODE.NXDOMAIN })
/** An alias; the server has records for its other targets. */
const aliased: Handler = (query) => {
  query.lookup = (other) => {
    const owner = nameText(other.name)
    return answerOf({ question: owner, origin: '.', answer: [`${owner} A 10.0.0.9`] })
  }
  return answerOf({
    question: 'a.org',
    origin: 'org',
    answer: ['a.org CNAME x.old.example', 'x.old.example A 10.0.0.1'],
  })
}

/** The EDNS options that the plugins after these rules see. */
async function optionsBehind(rules: string, payload?: number): Promise<string> {
  const { plugin, places } = setUp(rewrite, rules)
  expect(places).toEqual([])
  let seen = ''
  const handler = before(plugin, ({ request }) => {
    seen = request.packet.toString('hex', request.optionsStart, request.optionsEnd)
    return answerOf({ question: 'a.org', origin: '.', answer: ['a.org A 10.0.0.1'] })
  })
  const reply = await askHandler(handler, {
    name: 'A.org',
    type: 'A',
    ...(payload !== undefined && { payload }),
  })
  expect(reply.answer).toEqual(['A.org. 5 IN A 10.0.0.1'])
  return seen
}

describe('rewrite name', () => {
  it.each([
    ['name a.org b.org', 'a.org', 'b.org.'],
    ['name exact a.org. b.org.', 'a.org', 'b.org.'],
    ['name a.org b.org', 'x.a.org', 'x.a.org.'],
    ['name prefix foo bar', 'foo.example.org', 'bar.example.org.'],
    ['name prefix foo bar', 'foobar.example.org', 'foobar.example.org.'],
    ['name suffix .a.org .b.org', 'x.y.a.org', 'x.y.b.org.'],
    ['name substring a.b c.d', 'x.a.b.org', 'x.c.d.org.'],
    ['name substring $ x', 'a.org', 'a.org.'],
    [
      'name regex (.*)-(us-west-1)\\.example\\.org {1}.service.{2}.consul',
      'ftp-us-west-1.example.org',
      'ftp.service.us-west-1.consul.',
    ],
    ['name regex ^(?P<a>[^.]+)\\.org\\.$ {1}-{0}net', 'A.org', 'a-a.org.net.'],
  ])('%s asks for the other name: %s is %s', async (rule, question, expected) => {
    const { asked } = await ask(`rewrite ${rule}`, question)
    expect(asked).toEqual([`${expected} A`])
  })

  it('exact: names in the reply are those of the question, in the letter case of the client', async () => {
    const { reply } = await ask('rewrite name a.org b.example', 'A.oRg', (owner) => ({
      answer: [`${owner} CNAME c.example`, 'c.example A 10.0.0.1'],
      authority: [`example NS ${owner}`],
    }))
    expect(reply.question).toBe('A.oRg. IN A')
    expect(reply.answer).toEqual(['A.oRg. 5 IN CNAME c.example.', 'c.example. 5 IN A 10.0.0.1'])
    expect(reply.authority).toEqual(['example. 5 IN NS A.oRg.'])
  })

  it('without `answer` the records keep their owners, and the question is restored', async () => {
    const { reply } = await ask('rewrite name suffix .a.org .b.org', 'X.a.org')
    expect(reply.question).toBe('X.a.org. IN A')
    expect(reply.answer).toEqual(['x.b.org. 5 IN A 10.0.0.1'])
  })

  it.each(['prefix x y', 'substring x.a y.a', 'regex ^x(.*)\\.$ y{1}'])(
    '%s answer auto restores that name',
    async (rule) => {
      const { reply } = await ask(`rewrite name ${rule} answer auto`, 'x.a.org', (owner) => ({
        answer: [`${owner} CNAME z.a.org`, `z.a.org CNAME ${owner}`],
      }))
      expect(reply.answer).toEqual(['x.a.org. 5 IN CNAME z.a.org.', 'z.a.org. 5 IN CNAME x.a.org.'])
    },
  )

  it('suffix … answer auto restores the suffix in every name', async () => {
    const { reply } = await ask(
      'rewrite name suffix .a.org .b.org answer auto',
      '_x._tcp.a.org SRV',
      (owner) => ({
        answer: [`${owner} SRV 1 2 80 h.b.org`],
        additional: ['h.b.org A 10.0.0.1'],
      }),
    )
    expect(reply.answer).toEqual(['_x._tcp.a.org. 5 IN SRV 1 2 80 h.a.org.'])
    expect(reply.additional).toEqual(['h.a.org. 5 IN A 10.0.0.1'])
  })

  it('answer name and answer value are expressions, in braces or in one line', async () => {
    const rules = `rewrite stop {
      name regex (.*)\\.my\\.local {1}.svc.cluster.local
      answer name (.*)\\.svc\\.cluster\\.local {1}.my.local
      answer value (.*)\\.svc\\.cluster\\.local {1}.your.local
    }`
    const { reply, asked } = await ask(rules, 'Web.my.local', (owner) => ({
      answer: [`${owner} CNAME db.svc.cluster.local`],
      authority: ['svc.cluster.local SOA ns.svc.cluster.local'],
    }))
    expect(asked).toEqual(['web.svc.cluster.local. A'])
    expect(reply.answer).toEqual(['Web.my.local. 5 IN CNAME db.your.local.'])
    expect(reply.authority[0]).toMatch(/^svc.cluster.local. 5 IN SOA ns.your.local. ns.svc.cluster.local. /)
  })

  it('rules after the first that matches are tried after `continue` only, and undone in reverse', async () => {
    const rules = 'rewrite continue name a.org b.org\nrewrite name b.org c.org\nrewrite name c.org d.org'
    const { reply, asked } = await ask(rules, 'a.org')
    expect(asked).toEqual(['c.org. A'])
    expect(reply.answer).toEqual(['a.org. 5 IN A 10.0.0.1'])
  })

  it.each([RCODE.NXDOMAIN, RCODE.SERVFAIL, RCODE.REFUSED])(
    'restores the question with rcode %s',
    async (rcode) => {
      const { plugin } = setUp(rewrite, 'rewrite name a.org b.org')
      const reply = await askHandler(
        before(plugin, () => failure(rcode)),
        { name: 'A.org', type: 'A' },
      )
      expect(reply.question).toBe('A.org. IN A')
      expect(reply.rcode).toBe(['', '', 'SERVFAIL', 'NXDOMAIN', '', 'REFUSED'][rcode])
    },
  )

  it('sends no reply where the next plugins send none', async () => {
    const { plugin } = setUp(rewrite, 'rewrite rcode exact a.org REFUSED NXDOMAIN')
    const query = new Query()
    query.hashedName.set(name('a.org'))
    expect(await before(plugin, () => SILENCE)(query)).toBe(SILENCE)
  })

  it('returns an answer without records as the same object', async () => {
    const { plugin } = setUp(rewrite, 'rewrite name a.org b.org\nrewrite ttl a.org 5')
    const known = failure(RCODE.REFUSED)
    const query = new Query()
    query.hashedName.set(name('a.org'))
    expect(await before(plugin, () => known)(query)).toBe(known)
  })

  it('waits for async answers', async () => {
    const { plugin } = setUp(rewrite, 'rewrite name a.org b.org')
    const reply = await askHandler(before(plugin, slow), { name: 'a.org', type: 'A' })
    expect(reply.answer).toEqual(['a.org. 5 IN A 10.0.0.1'])
  })

  it('answers SERVFAIL if the new name is not a domain name', async () => {
    const { reply, asked } = await ask(
      'rewrite name regex ^(.*)$ {1}{1}{1}{1}{1}{1}{1}',
      `${'abcdefghij.'.repeat(4)}org`,
    )
    expect(reply.rcode).toBe('SERVFAIL')
    expect(asked).toEqual([])
  })

  it('ends a loop of rewrites and lookups', async () => {
    const { plugin } = setUp(rewrite, 'rewrite name regex ^(.*)$ x.{1}')
    const handler: Handler = before(plugin, (query) => {
      const derived = query.derive(query.name)
      if (derived === null) throw new Error('enough')
      return handler(derived)
    })
    expect((await askHandler(handler, { name: 'a.org', type: 'A' })).rcode).toBe('SERVFAIL')
  })
})

describe('rewrite of other fields', () => {
  it('changes the type of the question', async () => {
    const { reply, asked } = await ask('rewrite type ANY AAAA', 'a.org ANY', (owner) => ({
      answer: [`${owner} AAAA fd00::1`],
    }))
    expect(asked).toEqual(['a.org. AAAA'])
    expect(reply.question).toBe('a.org. IN ANY')
    expect(reply.answer).toEqual(['a.org. 5 IN AAAA fd00::1'])
  })

  it('looks up another class in the whole server', async () => {
    const { plugin } = setUp(rewrite, 'rewrite class CH IN')
    const query = new Query()
    query.class = 3
    query.hashedName.set(name('a.org'))
    let asked = 0
    query.lookup = (one) => {
      asked = one.class
      return failure(RCODE.NXDOMAIN)
    }
    const answer = await before(plugin, () => failure(RCODE.REFUSED))(query)
    expect(answer.rcode).toBe(RCODE.NXDOMAIN)
    expect(asked).toBe(1)
  })

  it.each([
    ['ttl a.org 30', 30],
    ['ttl regex ^a\\. 7-9', 7],
    ['ttl suffix org 2-3', 3],
    ['ttl prefix a 2-', 5],
    ['ttl substring a -4', 4],
    ['ttl exact b.org 30', 5],
  ])('%s', async (rule, ttl) => {
    const { reply } = await ask(`rewrite ${rule}`, 'A.org', (owner) => ({
      answer: [`${owner} A 10.0.0.1`],
      additional: ['b.org A 10.0.0.2'],
    }))
    expect(reply.answer).toEqual([`A.org. ${ttl} IN A 10.0.0.1`])
    expect(reply.additional).toEqual([`b.org. ${ttl} IN A 10.0.0.2`])
  })

  it('changes an rcode, also without records', async () => {
    expect((await ask('rewrite rcode regex . NXDOMAIN 0', 'a.org', none)).reply.rcode).toBe('NOERROR')
    expect((await ask('rewrite rcode a.org REFUSED NXDOMAIN', 'a.org')).reply.rcode).toBe('NOERROR')
  })

  it('changes the target of an alias, and answers the records of the new target', async () => {
    const { plugin } = setUp(rewrite, 'rewrite cname suffix old.example new.example')
    const reply = await askHandler(before(plugin, aliased), { name: 'A.org', type: 'A' })
    expect(reply.answer).toEqual(['A.org. 5 IN CNAME x.new.example.', 'x.new.example. 5 IN A 10.0.0.9'])
    const alone = await askHandler(before(plugin, aliased), { name: 'A.org', type: 'CNAME' })
    expect(alone.answer).toEqual(['A.org. 5 IN CNAME x.new.example.'])
  })

  it('does not follow an alias that it points to its own name', async () => {
    const { plugin } = setUp(rewrite, 'rewrite cname exact x.old.example a.org')
    const handler: Handler = (query) => {
      query.lookup = handler
      return before(plugin, aliased)(query)
    }
    const reply = await askHandler(handler, { name: 'A.org', type: 'A' })
    expect([reply.rcode, reply.answer]).toEqual(['NOERROR', ['A.org. 5 IN CNAME A.org.']])
  })
})

describe('rewrite edns0', () => {
  it.each([
    ['edns0 local set 0xffee 0x61626364', 'ffee000461626364'],
    ['edns0 local append 65518 abcd revert', 'ffee000461626364'],
    ['edns0 local set 0xffee {client_ip}', 'ffee0004c0000201'],
    ['edns0 local set 0xffee {client_port}', 'ffee000210e1'],
    ['edns0 local set 0xffee {qtype}', 'ffee00020001'],
    ['edns0 local set 0xffee {qname}', 'ffee0006612e6f72672e'],
    ['edns0 local set 0xffee {protocol}', 'ffee0003756470'],
    ['edns0 local set 0xffee {server_ip}', 'ffee00047f000001'],
    ['edns0 local replace 0xffee abcd', ''],
    ['edns0 nsid set', '00030000'],
    ['edns0 subnet set 20 56', '0008000700011400c00000'],
  ])('%s', async (rule, options) => {
    expect(await optionsBehind(`rewrite ${rule}`, 1232)).toBe(options)
    if (options !== '') expect(await optionsBehind(`rewrite ${rule}`)).toBe(options)
  })

  it('replaces and removes options that are present', async () => {
    const set = 'rewrite continue edns0 local set 0xffee a\nrewrite continue edns0 nsid set\n'
    expect(await optionsBehind(`${set}rewrite edns0 local replace 0xffee b`)).toBe('ffee00016200030000')
    expect(await optionsBehind(`${set}rewrite edns0 local unset 0xffee`)).toBe('00030000')
    expect(await optionsBehind(`${set}rewrite edns0 local append 0xffee b`)).toBe(
      'ffee00016100030000ffee000162',
    )
  })
})

describe('the options of rewrite', () => {
  it('warn of a prefix that seems to match a part of a label', () => {
    const [warning] = setUp(rewrite, 'rewrite name prefix web- b').diagnostics
    expect(warning?.code).toBe('KZ_COREFILE_REWRITE')
    expect(warning?.hint).toBe("the rule compares 'web-.'; use 'regex' for a part of a label")
  })

  it.each([
    ['rewrite', ['1:1 ARGUMENTS']],
    ['rewrite stop', ['1:1 ARGUMENTS']],
    ['rewrite nam a b', ['1:9 VALUE']],
    ['rewrite answer name a b', ['1:9 VALUE']],
    ['rewrite name a', ['1:9 ARGUMENTS']],
    ['rewrite name like a b', ['1:14 VALUE']],
    ['rewrite name a..b c..d', ['1:14 VALUE', '1:19 VALUE']],
    ['rewrite name regex (a b..c', ['1:20 VALUE', '1:23 VALUE']],
    ['rewrite name regex (a) {2}', ['1:24 VALUE']],
    ['rewrite name prefix web- b', ['1:21 REWRITE']],
    ['rewrite ttl substring web- 30', ['1:23 REWRITE']],
    ['rewrite name suffix .web- .b', []],
    ['rewrite name a b answer', ['1:18 VALUE']],
    ['rewrite name a b reply auto', ['1:14 VALUE']],
    ['rewrite name regex a b answer name (c d answer auto', ['1:36 VALUE', '1:41 VALUE']],
    ['rewrite name regex a b answer value c', ['1:31 VALUE']],
    ['rewrite type A', ['1:9 ARGUMENTS']],
    ['rewrite type X Y', ['1:14 VALUE', '1:16 VALUE']],
    ['rewrite class X IN', ['1:15 VALUE']],
    ['rewrite ttl a 1 2 3', ['1:19 ARGUMENTS']],
    ['rewrite ttl regex (a 9-3', ['1:19 VALUE', '1:22 VALUE']],
    ['rewrite ttl a -', ['1:15 VALUE']],
    ['rewrite rcode like a b c', ['1:15 VALUE']],
    ['rewrite rcode a b c', ['1:17 VALUE', '1:19 VALUE']],
    ['rewrite cname a', ['1:9 ARGUMENTS']],
    ['rewrite cname like a b', ['1:15 VALUE']],
    ['rewrite edns0', ['1:9 ARGUMENTS']],
    ['rewrite edns0 cookie put', ['1:15 VALUE', '1:22 VALUE']],
    ['rewrite edns0 local set 0x1ffff 0xabc', ['1:25 VALUE', '1:33 VALUE']],
    ['rewrite edns0 local set 1 {x}', ['1:27 VALUE']],
    ['rewrite edns0 subnet set 33 129', ['1:26 VALUE', '1:29 VALUE']],
    ['rewrite edns0 nsid set 1', ['1:24 ARGUMENTS']],
    ['rewrite stop {\n name a b {\n x\n }\n}', ['2:2 OPTION']],
  ])('%s', (directive, places) => {
    expect(setUp(rewrite, directive).places).toEqual(places)
  })
})
