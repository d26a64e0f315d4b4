import { describe, expect, it } from 'vitest'
import type { Handler } from '../../../src/chain/plugin.ts'
import { errors } from '../../../src/directives/observe/errors.ts'
import { template } from '../../../src/directives/shape/template/template.ts'
import { EMPTY_ANSWER, failure } from '../../../src/wire/answer.ts'
import { RCODE } from '../../../src/wire/constants.ts'
import { nameText } from '../../../src/wire/name.ts'
import { setUp } from '../../support/block.ts'
import { answerOf, askHandler, before } from '../../support/chain.ts'

const passedOn: Handler = () => EMPTY_ANSWER

async function ask(directives: string, question: string, payload?: number) {
  const { plugin, places } = setUp(template, directives)
  expect(places).toEqual([])
  const [owner = '', type = 'A'] = question.split(' ')
  const asked = { name: owner, type, ...(payload !== undefined && { payload }) }
  // To a client elsewhere an extended error has no text.
  const client = { address: '10.0.0.9', port: 1 }
  return askHandler(before(plugin, passedOn), asked, { client })
}

const ADDRESSES = `template IN A example {
  match (^|[.])ip-(?P<a>[0-9]*)-(?P<b>[0-9]*)-(?P<c>[0-9]*)-(?P<d>[0-9]*)[.]example[.]$
  answer "{{ .Name }} 60 IN A {{ .Group.a }}.{{ .Group.b }}.{{ .Group.c }}.{{ .Group.d }}"
  fallthrough
}`

describe('template', () => {
  it('renders an authoritative answer from the name, for any letter case', async () => {
    const reply = await ask(ADDRESSES, 'x.IP-10-1-2-3.Example')
    expect(reply).toMatchObject({ rcode: 'NOERROR', flags: 'qr aa rd' })
    expect(reply.question).toBe('x.IP-10-1-2-3.Example. IN A')
    expect(reply.answer).toEqual(['x.IP-10-1-2-3.Example. 60 IN A 10.1.2.3'])
  })

  it('fills all sections', async () => {
    const reply = await ask(
      `template IN MX example {
        answer "{{ .Name }} 60 IN MX 10 mail.{{ .Zone }}" "{{ .Name }} 60 MX 20 other.{{ .Zone }}"
        additional "mail.{{ .Zone }} 60 IN A 192.0.2.7"
        authority "example. 60 IN NS ns0.example."
      }`,
      'a.example MX',
    )
    expect(reply.answer).toEqual([
      'a.example. 60 IN MX 10 mail.example.',
      'a.example. 60 IN MX 20 other.example.',
    ])
    expect(reply.additional).toEqual(['mail.example. 60 IN A 192.0.2.7'])
    expect(reply.authority).toEqual(['example. 60 IN NS ns0.example.'])
  })

  it('answers with an rcode, an SOA and an extended error', async () => {
    const directive = `template ANY ANY invalid {
      rcode NXDOMAIN
      authority "invalid. 60 {{ .Class }} SOA ns.invalid. hostmaster.invalid. (1 60 60 60 60)"
      ederror 21 "Blocked according to RFC2606"
    }`
    const reply = await ask(directive, 'A.invalid TXT', 1232)
    expect(reply.rcode).toBe('NXDOMAIN')
    expect(reply.authority).toEqual(['invalid. 60 IN SOA ns.invalid. hostmaster.invalid. 1 60 60 60 60'])
    const [extended] = reply.edns?.options ?? []
    expect(extended?.code).toBe(15)
    expect(extended?.data.toString('latin1')).toBe('\0\x15Blocked according to RFC2606')
    expect(
      (await ask('template ANY ANY {\n rcode SERVFAIL\n answer "x 1 A 10.0.0.1"\n}', 'a')).answer,
    ).toEqual([])
  })

  it('uses the first template that matches, and passes other queries to the next plugin', async () => {
    const both = `${ADDRESSES}\ntemplate IN ANY example {\n rcode NXDOMAIN\n}`
    expect((await ask(both, 'ip-1-2-3-4.example')).answer).toHaveLength(1)
    expect((await ask(both, 'other.example')).rcode).toBe('NXDOMAIN')
    expect((await ask(both, 'ip-1-2-3-4.example TXT')).rcode).toBe('NXDOMAIN')
    expect((await ask(both, 'ip-1-2-3-4.example.org')).flags).toBe('qr rd')
  })

  it('answers SERVFAIL if no pattern matches and the name does not fall through', async () => {
    const closed = ADDRESSES.replace('fallthrough', '')
    expect((await ask(closed, 'other.example')).rcode).toBe('SERVFAIL')
    expect((await ask(closed, 'other.example TXT')).rcode).toBe('NOERROR')
    const partly = ADDRESSES.replace('fallthrough', 'fallthrough sub.example')
    expect((await ask(partly, 'other.example')).rcode).toBe('SERVFAIL')
    expect((await ask(partly, 'a.sub.example')).rcode).toBe('NOERROR')
  })

  it('uses the first pattern that matches', async () => {
    const directive = `template IN A {
      match "^a-(?P<x>\\d+)\\." "^b-(?P<x>\\d+)\\."
      answer "{{ .Name }} 1 IN A 10.0.0.{{ .Group.x }}"
    }`
    expect((await ask(directive, 'b-7.org')).answer).toEqual(['b-7.org. 1 IN A 10.0.0.7'])
  })

  it('blocks the names that AKS blocks', async () => {
    const directive = `template ANY ANY internal.cloudapp.net {
      match "^(?:[^.]+\\.){4,}internal\\.cloudapp\\.net\\.$"
      rcode NXDOMAIN
      fallthrough
    }`
    expect((await ask(directive, 'a.b.c.d.internal.cloudapp.net')).rcode).toBe('NXDOMAIN')
    expect((await ask(directive, 'a.b.c.internal.cloudapp.net')).rcode).toBe('NOERROR')
  })

  it('answers SERVFAIL if a name gives no record, and errors logs the reason', async () => {
    const log = setUp(errors, 'errors')
    const { plugin } = setUp(template, ADDRESSES)
    const handler = before(log.plugin, before(plugin, passedOn))
    const reply = await askHandler(handler, { name: 'ip-1-2-3-999.example', type: 'A' })
    expect(reply.rcode).toBe('SERVFAIL')
    expect(log.log.join()).toContain("the line has A data with '1.2.3.999': expected an IPv4 address")
    const failures = plugin?.metrics?.().find(({ name }) => name === 'coredns_template_rr_failures_total')
    expect(failures?.samples.map(({ value }) => value)).toEqual([1])
  })

  it('tries out every template, also beside one that cannot be read', () => {
    const { places } = setUp(template, 'template IN A {\n  answer\n  additional 5\n  answer "{{ .Nope"\n}')
    expect(places).toEqual(['2:3 ARGUMENTS', '4:10 VALUE', '3:14 VALUE'])
  })

  it('counts its answers', async () => {
    const { plugin } = setUp(template, ADDRESSES)
    for (let i = 0; i < 2; i++) {
      await askHandler(before(plugin, passedOn), { name: 'ip-1-2-3-4.example', type: 'A' })
    }
    expect(plugin?.metrics?.()[0]?.samples).toEqual([
      { labels: { server: 'dns://:5300', view: '', zone: 'example.', class: 'IN', type: 'A' }, value: 2 },
    ])
  })

  it('counts all types and classes without a mnemonic together', async () => {
    const { plugin } = setUp(template, 'template ANY ANY example {\n rcode NXDOMAIN\n}')
    for (let i = 0; i < 20; i++) {
      const question = { name: 'a.example', type: 60_000 + i, class: 1000 + i }
      await askHandler(before(plugin, passedOn), question)
    }
    expect(plugin?.metrics?.()[0]?.samples).toEqual([
      {
        labels: { server: 'dns://:5300', view: '', zone: 'example.', class: 'other', type: 'other' },
        value: 20,
      },
    ])
  })
})

/** Has records for every name. */
const known: Handler = (query) => {
  const owner = nameText(query.name)
  return answerOf({ question: owner, origin: '.', answer: [`${owner} A 10.0.0.9`] })
}

describe('aliases of templates', () => {
  const alias = 'template IN ANY a.org {\n answer "a.org 60 IN CNAME web.example"\n}'
  const chased = async (lookup: Handler, type = 'A', directive = alias) => {
    const { plugin } = setUp(template, directive)
    const handler: Handler = (query) => {
      query.lookup = lookup
      return before(plugin, passedOn)(query)
    }
    return askHandler(handler, { name: 'A.org', type })
  }

  it('are followed for addresses', async () => {
    const whole = ['a.org. 60 IN CNAME web.example.', 'web.example. 5 IN A 10.0.0.9']
    expect((await chased(known)).answer.map((line) => line.replace(/^A\.org/, 'a.org'))).toEqual(whole)
    expect((await chased(async (query) => known(query))).answer).toHaveLength(2)
    expect((await chased(known, 'TXT')).answer).toHaveLength(1)
  })

  it('are followed once, and not for targets among the records of the template', async () => {
    const chain =
      'template IN ANY {\n answer "a.org 60 CNAME b.org" "b.org 60 CNAME c.org" "x.org 60 CNAME y.org"\n}'
    expect((await chased(known, 'A', chain)).answer.slice(1)).toEqual([
      'b.org. 60 IN CNAME c.org.',
      'c.org. 5 IN A 10.0.0.9',
      'x.org. 60 IN CNAME y.org.',
    ])
  })

  it('are answered alone if the server does not serve the target', async () => {
    const reply = await chased(() => failure(RCODE.REFUSED))
    expect(reply.rcode).toBe('NOERROR')
    expect(reply.answer).toHaveLength(1)
  })

  it('end at a loop', async () => {
    const loop = 'template IN ANY {\n answer "{{ .Name }} 60 IN CNAME {{ .Name }}"\n}'
    expect((await chased(known, 'A', loop)).answer).toHaveLength(1)
    const { plugin } = setUp(
      template,
      'template IN ANY {\n answer "{{ .Name }} 60 IN CNAME x.{{ .Name }}"\n}',
    )
    const handler: Handler = (query) => {
      query.lookup = handler
      return before(plugin, passedOn)(query)
    }
    expect(
      (await askHandler(handler, { name: 'a.org', type: 'A' }, { transport: 'tcp' })).answer,
    ).toHaveLength(11)
  })
})

describe('the options of template', () => {
  it.each([
    ['template', ['1:1 ARGUMENTS']],
    ['template XX YY', ['1:10 VALUE', '1:13 VALUE']],
    ['template IN A a..b', ['1:15 VALUE']],
    ['template IN A {\n match (a b(\n}', ['2:8 VALUE', '2:11 VALUE']],
    ['template IN A {\n match\n}', ['2:2 ARGUMENTS']],
    ['template IN A {\n answer "{{ .Name" "{{ x }}"\n}', ['2:9 VALUE', '2:20 VALUE']],
    ['template IN A {\n answer "{{ .Nam }} A 10.0.0.1"\n}', ['2:9 VALUE']],
    ['template IN A {\n match ^(?P<x>a)\n answer "{{ .Group.y }} A 10.0.0.1"\n}', ['3:9 VALUE']],
    ['template IN A {\n match ^(?P<x>a)\n answer "{{ index .Match 2 }} A 10.0.0.1"\n}', ['3:9 VALUE']],
    ['template IN A {\n answer "{{ .Name }} A 10.0.0.256"\n authority "x y"\n}', ['2:9 VALUE', '3:12 VALUE']],
    ['template IN ANY {\n answer "{{ .Name }} 1 IN {{ .Type }} x"\n}', []],
    ['template IN A {\n answer "{{ if eq .Name \\"b.\\" }}{{ .Name }} A 10.0.0.1{{ end }}"\n}', []],
    ['template IN A {\n match (a)\n answer "{{ .Name }} A {{ index .Match 1 }}"\n}', []],
    ['template IN A {\n rcode NO\n ederror x\n}', ['2:8 VALUE', '3:10 VALUE']],
    ['template IN A {\n upstream\n fallthrough a..b\n nosuch\n}', ['3:14 VALUE', '4:2 OPTION']],
  ])('%s', (directive, places) => {
    expect(setUp(template, directive).places).toEqual(places)
  })
})
