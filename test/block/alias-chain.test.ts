import { describe, expect, it } from 'vitest'
import { AliasChain, aliasTarget, leadsBack, lookOutside, onTarget } from '../../src/block/alias-chain.ts'
import type { Handler } from '../../src/chain/plugin.ts'
import { MAX_LOOKUPS } from '../../src/chain/query.ts'
import { EMPTY_ANSWER, REFUSED, withRecords } from '../../src/wire/answer.ts'
import { RCODE } from '../../src/wire/constants.ts'
import { ROOT } from '../../src/wire/name.ts'
import { answerOf, askHandler, name, rr } from '../support/chain.ts'

/** Each name is an alias of the next one; each lookup stands for one in another directive. */
function aliases(targets: Readonly<Record<string, string>>, end: Handler = () => REFUSED): Handler {
  const byName = new Map(Object.entries(targets).map(([owner, target]) => [name(owner), [owner, target]]))
  const handler: Handler = (query) => {
    query.lookup = handler
    const [owner, target] = byName.get(query.name) ?? []
    if (owner === undefined || target === undefined) return end(query)
    const chain = new AliasChain(query.name, ROOT, [rr(`${owner} CNAME ${target}`)])
    return lookOutside(query, name(target), chain)
  }
  return handler
}

const question = { name: 'a.org', type: 'A' }

describe('an alias', () => {
  it('has a target; records of other types have none', () => {
    expect(aliasTarget(rr('a.org CNAME B.org'))).toBe(name('b.org'))
    for (const text of ['a.org NS b.org', 'a.org A 10.0.0.1', 'a.org MX 1 b.org']) {
      expect(aliasTarget(rr(text))).toBeNull()
    }
  })

  it('is followed by the records of its target', async () => {
    const address = answerOf({ question: 'c.org', origin: 'org', answer: ['c.org A 10.0.0.1'] })
    for (const end of [() => address, async () => address]) {
      const reply = await askHandler(aliases({ 'a.org': 'b.org', 'b.org': 'c.org' }, end), question)
      expect(reply.rcode).toBe('NOERROR')
      expect(reply.answer).toEqual([
        'a.org. 5 IN CNAME b.org.',
        'b.org. 5 IN CNAME c.org.',
        'c.org. 5 IN A 10.0.0.1',
      ])
    }
  })

  it('has the rcode and the authority of its last name (RFC 6604 §2.1)', async () => {
    const soa = 'org SOA ns.org'
    const denial = answerOf({
      question: 'b.org',
      origin: 'org',
      rcode: RCODE.NXDOMAIN,
      authority: [soa],
      additional: ['ns.org A 10.0.0.1'],
    })
    const reply = await askHandler(
      aliases({ 'a.org': 'b.org' }, () => denial),
      question,
    )
    expect([reply.rcode, reply.answer.length, reply.authority.length]).toEqual(['NXDOMAIN', 1, 1])
    expect(reply.additional).toEqual([])
  })

  it('has no authority if its target has records', async () => {
    const found = answerOf({
      question: 'b.org',
      origin: 'org',
      answer: ['b.org A 10.0.0.1'],
      authority: ['org NS ns.org'],
    })
    const reply = await askHandler(
      aliases({ 'a.org': 'b.org' }, () => found),
      question,
    )
    expect([reply.answer.length, reply.authority]).toEqual([2, []])
  })

  it('is answered alone if the server does not serve its target', async () => {
    const reply = await askHandler(aliases({ 'a.org': 'b.org' }), question)
    expect([reply.rcode, reply.answer]).toEqual(['NOERROR', ['a.org. 5 IN CNAME b.org.']])
  })
})

describe('a loop of aliases', () => {
  it('has each record once, through any number of directives (RFC 2181 §5)', async () => {
    let lookups = 0
    const loop = aliases({ 'a.org': 'b.org', 'b.org': 'a.org' })
    const counting: Handler = (query) => {
      const answer = loop(query)
      lookups = Math.max(lookups, query.depth)
      return answer
    }
    const reply = await askHandler(counting, question)
    expect(reply.rcode).toBe('NOERROR')
    expect(reply.answer).toEqual(['a.org. 5 IN CNAME b.org.', 'b.org. 5 IN CNAME a.org.'])
    expect(lookups).toBeLessThanOrEqual(MAX_LOOKUPS)
  })

  it('leads back to the question, or to a name that has records', async () => {
    const seen: boolean[] = []
    const handler: Handler = (query) => {
      const records = [rr('a.org CNAME b.org'), rr('B.org CNAME c.org')]
      for (const target of ['a.org', 'b.org', 'c.org']) seen.push(leadsBack(name(target), query, records))
      return EMPTY_ANSWER
    }
    await askHandler(handler, question)
    expect(seen).toEqual([true, true, false])
  })
})

describe('the target of an alias', () => {
  it('is looked up with another type if one is given', async () => {
    const asked: number[] = []
    const handler: Handler = (query) => {
      query.lookup = (derived) => {
        asked.push(derived.type)
        return REFUSED
      }
      return onTarget(
        query,
        name('b.org'),
        [],
        (found) => withRecords(EMPTY_ANSWER, { answer: found?.answer ?? [] }, query.name, ROOT),
        28,
      )
    }
    await askHandler(handler, question)
    expect(asked).toEqual([28])
  })
})
