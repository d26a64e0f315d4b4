import { describe, expect, it } from 'vitest'
import type { Handler } from '../../../src/chain/plugin.ts'
import { Query } from '../../../src/chain/query.ts'
import { rewrite } from '../../../src/directives/shape/rewrite/rewrite.ts'
import { failure } from '../../../src/wire/answer.ts'
import { RCODE } from '../../../src/wire/constants.ts'
import { nameText } from '../../../src/wire/name.ts'
import { setUp } from '../../support/block.ts'
import { answerOf, askHandler, before, name } from '../../support/chain.ts'
import { ask } from './rewriting.ts'

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
