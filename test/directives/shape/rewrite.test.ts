import { describe, expect, it } from 'vitest'
import type { Handler } from '../../../src/chain/plugin.ts'
import { Query } from '../../../src/chain/query.ts'
import { rewrite } from '../../../src/directives/shape/rewrite/rewrite.ts'
import { failure, SILENCE } from '../../../src/wire/answer.ts'
import { RCODE } from '../../../src/wire/constants.ts'
import { setUp } from '../../support/block.ts'
import { answerOf, askHandler, before, name } from '../../support/chain.ts'
import { ask } from './rewriting.ts'

const slow: Handler = async () => answerOf({ question: 'b.org', origin: '.', answer: ['b.org A 10.0.0.1'] })
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
