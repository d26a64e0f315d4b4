import { describe, expect, it } from 'vitest'
import { minimal } from '../../../src/directives/shape/minimal.ts'
import type { Answer } from '../../../src/wire/answer.ts'
import { setUp } from '../../support/block.ts'
import { answerOf, askHandler, before } from '../../support/chain.ts'

const shown = async (given: Answer) => {
  const handler = before(setUp(minimal, 'minimal').plugin, () => given)
  const { answer, authority, additional, flags } = await askHandler(handler, {
    name: 'web.example.org',
    type: 'SRV',
  })
  return { flags, counts: [answer.length, authority.length, additional.length] }
}

describe('minimal', () => {
  it('removes the authority and additional sections of positive answers', async () => {
    const given = answerOf({
      answer: ['web.example.org SRV 0 1 80 a.example.org'],
      authority: ['example.org NS a.example.org'],
      additional: ['a.example.org A 10.0.0.1'],
    })
    expect(await shown(given)).toEqual({ flags: 'qr aa rd', counts: [1, 0, 0] })
  })

  it('does not change referrals and negative answers', async () => {
    const referral = { authority: ['example.org NS a.example.org'], additional: ['a.example.org A 10.0.0.1'] }
    expect((await shown(answerOf(referral))).counts).toEqual([0, 1, 1])
    const soa = ['example.org SOA a.example.org']
    expect((await shown(answerOf({ authority: soa }))).counts).toEqual([0, 1, 0])
    const alias = { rcode: 3, answer: ['web.example.org CNAME b.example.org'], authority: soa }
    expect((await shown(answerOf(alias))).counts).toEqual([1, 1, 0])
  })

  it('returns a stored answer without such sections as it is', () => {
    const given = answerOf({ answer: ['web.example.org A 10.0.0.1'] })
    const seen: unknown[] = []
    const handler = before(setUp(minimal, 'minimal').plugin, () => given)
    return askHandler(
      (query) => {
        const answer = handler(query)
        seen.push(answer)
        return answer
      },
      { name: 'web.example.org', type: 'A' },
    ).then(() => {
      expect(seen[0]).toBe(given)
    })
  })

  it('takes no arguments and no options', () => {
    expect(setUp(minimal, 'minimal x {\n x\n}').places).toEqual(['1:9 ARGUMENTS', '2:2 OPTION'])
  })
})
