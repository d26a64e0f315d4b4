import { describe, expect, it } from 'vitest'
import { loadbalance } from '../../../src/directives/shape/loadbalance/loadbalance.ts'
import { seededRandom } from '../../../src/directives/shape/loadbalance/random.ts'
import { type Answer, withRecords } from '../../../src/wire/answer.ts'
import { TYPE } from '../../../src/wire/constants.ts'
import { shuffle } from '../../../src/wire/shuffle.ts'
import { Finding } from '../../../src/zone/finding.ts'
import { setUp } from '../../support/block.ts'
import { answerOf, askHandler, before, name, rr } from '../../support/chain.ts'
import { addresses, balanced, dataOf, firstOf, places, useFolder, writeWeights } from './balanced.ts'

useFolder()

describe('loadbalance', () => {
  it('puts every address first about equally often, and loses none', async () => {
    const handler = balanced('loadbalance', answerOf({ answer: addresses(4) }))
    const counts = await firstOf(handler, 2000)
    expect([...counts.keys()].toSorted()).toEqual(['10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.0.4'])
    for (const count of counts.values()) expect(count).toBeGreaterThan(400)
    const { answer } = await askHandler(handler, { name: 'web.example.org', type: 'A' })
    expect(dataOf(answer).toSorted()).toEqual(['10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.0.4'])
  })

  it('groups each section: CNAMEs, others, addresses, mail exchangers', async () => {
    const mixed = [
      'web.example.org MX 1 m1.example.org',
      'b.example.org A 10.0.0.1',
      'web.example.org NS n2.example.org',
      'web.example.org CNAME a.example.org',
      'b.example.org AAAA ::1',
      'web.example.org MX 2 m2.example.org',
      'web.example.org NS n1.example.org',
      'a.example.org CNAME b.example.org',
    ]
    const expected = [/CNAME a/, /CNAME b/, /NS n2/, /NS n1/, / (A|AAAA) /, / (A|AAAA) /, /MX/, /MX/]
    const handler = balanced(
      'loadbalance round_robin',
      answerOf({ answer: mixed, authority: mixed, additional: mixed }),
    )
    const orders = new Set<string>()
    for (let i = 0; i < 200; i++) {
      const reply = await askHandler(handler, { name: 'Web.example.org', type: 'A' }, { transport: 'tcp' })
      for (const section of [reply.answer, reply.authority, reply.additional]) {
        expect(section).toHaveLength(8)
        for (const [at, pattern] of expected.entries()) expect(section[at]).toMatch(pattern)
        orders.add(section.slice(4).join())
      }
    }
    // Two addresses and two mail exchangers: each pair comes in both orders.
    expect(orders.size).toBe(4)
  })

  it('returns a stored answer of one record as it is, and shuffles a longer one', async () => {
    expect(await passed(1)).toEqual([])
    expect(await passed(2)).not.toEqual([])
  })

  it("keeps names intact, compressed or not, in the client's letter case", async () => {
    const targets = [1, 2, 3].map((i) => `web.example.org SRV 0 0 80 pod-${i}.web.example.org`)
    const handler = balanced(
      'loadbalance',
      answerOf({
        answer: targets,
        additional: [...addresses(3, 'pod-1.web.example.org'), ...addresses(3)],
      }),
    )
    for (let i = 0; i < 20; i++) {
      const reply = await askHandler(handler, { name: 'WEB.Example.org', type: 'SRV' })
      // SRV records have weights of their own.
      expect(dataOf(reply.answer)).toEqual([1, 2, 3].map((pod) => `pod-${pod}.web.Example.org.`))
      expect(reply.additional.toSorted()).toEqual(
        [
          ...addresses(3, 'pod-1.web.Example.org.').map((text) => text.replace(' A', ' 5 IN A')),
          ...addresses(3, 'WEB.Example.org.').map((text) => text.replace(' A', ' 5 IN A')),
        ].toSorted(),
      )
    }
  })

  it("keeps compression pointers of additional records to the answer's SRV targets, with and without preference", async () => {
    const records = [1, 2, 3].map((i) => rr(`web.example.org SRV 0 0 80 pod-${i}.web.example.org`))
    const [question, origin] = [name('web.example.org'), name('example.org')]
    const pods = [1, 2, 3].map((i) => rr(`pod-${i}.web.example.org A 10.0.0.${i}`))
    const linked = withRecords(answerOf({}), { answer: records, additional: pods }, question, origin)
    expect(linked.additional.octets.length).toBe(3 * 16)
    writeWeights('pods', 'pod-3.web.example.org\n10.0.0.3 255\n')
    for (const directives of [
      'loadbalance',
      'loadbalance {\n prefer 10.0.0.3\n}',
      'loadbalance weighted pods',
    ]) {
      const handler = balanced(directives, linked)
      const firsts = new Set<string>()
      for (let i = 0; i < 50; i++) {
        const reply = await askHandler(handler, { name: 'web.Example.org', type: 'SRV' })
        expect(reply.additional.toSorted()).toEqual(
          [1, 2, 3].map((pod) => `pod-${pod}.web.Example.org. 5 IN A 10.0.0.${pod}`),
        )
        firsts.add(reply.additional[0] ?? '')
      }
      if (directives === 'loadbalance') expect(firsts.size).toBe(3)
      else expect(firsts).toContain('pod-3.web.Example.org. 5 IN A 10.0.0.3')
      if (directives.includes('prefer')) expect(firsts.size).toBe(1)
    }
  })

  it.each([
    ['one address', answerOf({ answer: addresses(1) })],
    ['one address behind an alias', answerOf({ answer: ['web.example.org CNAME a.b', 'a.b A 10.0.0.1'] })],
    ['no records', answerOf({})],
    ['SRV records', answerOf({ answer: ['a SRV 0 0 1 b', 'a SRV 0 0 2 b'] })],
    ['a failure', answerOf({ rcode: 3, answer: addresses(3) })],
  ])('hands on the very same answer where there is nothing to choose: %s', async (_, answer) => {
    const seen: unknown[] = []
    const handler = balanced('loadbalance', answer)
    await askHandler(
      (query) => {
        seen.push(handler(query))
        return answer
      },
      { name: 'web.example.org', type: 'A' },
    )
    expect(seen[0]).toBe(answer)
  })

  it('changes neither transfers nor the answer that it got', async () => {
    const answer = answerOf({ answer: addresses(9) })
    const before9 = answer.answer.octets
    const handler = balanced('loadbalance', answer)
    for (let i = 0; i < 20; i++) {
      const reply = await askHandler(handler, { name: 'web.example.org', type: 'AXFR' })
      expect(dataOf(reply.answer)).toEqual(dataOf(addresses(9)))
    }
    await askHandler(handler, { name: 'web.example.org', type: 'A' })
    expect(answer.answer.octets).toBe(before9)
  })

  it('waits for async answers', async () => {
    const { plugin } = setUp(loadbalance, 'loadbalance')
    const handler = before(plugin, async () => answerOf({ answer: addresses(3) }))
    expect((await firstOf(handler, 100)).size).toBe(3)
  })

  it('puts addresses in the preferred ranges first', async () => {
    const answer = answerOf({ answer: [...addresses(4), 'web.example.org AAAA fd00::1'] })
    const handler = balanced('loadbalance {\n prefer 10.0.0.4/31\n prefer fd00::/8 10.0.0.3\n}', answer)
    const firsts = await firstOf(handler, 200)
    expect([...firsts.keys()].toSorted()).toEqual(['10.0.0.3', '10.0.0.4', 'fd00::1'])
    const reply = await askHandler(handler, { name: 'web.example.org', type: 'A' })
    expect(dataOf(reply.answer).slice(3).toSorted()).toEqual(['10.0.0.1', '10.0.0.2'])
  })

  it('reports each error at its word', () => {
    expect(places('loadbalance rond_robin')).toEqual(['1:13 VALUE'])
    expect(setUp(loadbalance, 'loadbalance rond_robin').diagnostics[0]?.hint).toBe(
      "did you mean 'round_robin'?",
    )
    expect(places('loadbalance round_robin x')).toEqual(['1:25 ARGUMENTS'])
    expect(places('loadbalance weighted')).toEqual(['1:13 ARGUMENTS'])
    expect(places('loadbalance {\n prefer 10.0.0.0/33 x\n prefer\n}')).toEqual([
      '2:9 VALUE',
      '2:21 VALUE',
      '3:2 ARGUMENTS',
    ])
    expect(places('loadbalance {\n reload 5s\n}')).toEqual(['2:2 OPTION'])
    expect(places('loadbalance\nloadbalance')).toEqual(['2:1 OPTION'])
    expect(places('loadbalance robin\nloadbalance foo {\n prefer x\n}')).toEqual([
      '2:1 OPTION',
      '1:13 VALUE',
      '2:13 VALUE',
      '3:9 VALUE',
    ])
    expect(places('loadbalance weighted nowhere x')).toEqual(['1:30 ARGUMENTS', '1:22 WEIGHT_FILE'])
  })
})

/**
 * Of twenty answers to queries for a stored answer of `count` records: those that are not the stored object.
 */
async function passed(count: number): Promise<Answer[]> {
  const { answer } = answerOf({ answer: addresses(count) })
  const stored = Finding.records(TYPE.A, answer)
  const given: Answer[] = []
  const handler = balanced('loadbalance', stored)
  for (let i = 0; i < 20; i++) {
    const reply = await askHandler(
      async (query) => {
        const result = await handler(query)
        given.push(result)
        return result
      },
      { name: 'web.example.org', type: 'A' },
    )
    expect(reply.answer).toHaveLength(count)
  }
  return given.filter((one) => one !== stored)
}

describe('the random numbers', () => {
  it('make every order of a short list equally likely', () => {
    const random = seededRandom(1)
    const counts = new Map<string, number>()
    for (let i = 0; i < 24_000; i++) {
      const list = [0, 1, 2, 3]
      shuffle(list, random)
      counts.set(list.join(''), (counts.get(list.join('')) ?? 0) + 1)
    }
    expect(counts.size).toBe(24)
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(200)
  })

  it('stay below their limit', () => {
    const random = seededRandom(0xffffffff)
    for (let i = 0; i < 10_000; i++) expect(random(3)).toBeLessThan(3)
  })
})
