import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it, vi } from 'vitest'
import type { Handler } from '../../src/chain/plugin.ts'
import { loadbalance } from '../../src/plugins/loadbalance.ts'
import { seededRandom, shuffle } from '../../src/plugins/loadbalance/random.ts'
import type { Answer } from '../../src/wire/answer.ts'
import { setUp } from '../support/block.ts'
import { answerOf, askHandler, before } from '../support/chain.ts'

const folder = mkdtempSync(join(tmpdir(), 'kubezone-loadbalance-'))
afterAll(() => {
  rmSync(folder, { recursive: true })
})

/** The file of weights; made old, so that its times tell whether it has changed. */
function writeWeights(file: string, text: string): void {
  writeFileSync(join(folder, file), text)
  utimesSync(join(folder, file), new Date(0), new Date(0))
}

function balanced(directives: string, answer: Answer): Handler {
  const { plugin, diagnostics } = setUp(loadbalance, directives, { folder })
  expect(diagnostics).toEqual([])
  return before(plugin, () => answer)
}

const addresses = (count: number, owner = 'web.example.org'): string[] =>
  Array.from({ length: count }, (_, i) => `${owner} A 10.0.0.${i + 1}`)
const dataOf = (records: readonly string[]): string[] => records.map((text) => text.split(' ').at(-1) ?? '')

/** How often each of the data stands first in so many replies. */
async function firstOf(handler: Handler, count: number, type = 'A'): Promise<Map<string, number>> {
  const counts = new Map<string, number>()
  for (let i = 0; i < count; i++) {
    const reply = await askHandler(handler, { name: 'web.example.org', type })
    const [first = ''] = dataOf(reply.answer)
    counts.set(first, (counts.get(first) ?? 0) + 1)
  }
  return counts
}

describe('loadbalance', () => {
  it('puts every address first about as often as any other, and loses none', async () => {
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
    // Two addresses and two exchangers, each pair in both orders.
    expect(orders.size).toBe(4)
  })

  it("keeps names whole, compressed or not, in the client's spelling", async () => {
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
      // SRV has its own weights.
      expect(dataOf(reply.answer)).toEqual([1, 2, 3].map((pod) => `pod-${pod}.web.Example.org.`))
      expect(reply.additional.toSorted()).toEqual(
        [
          ...addresses(3, 'pod-1.web.Example.org.').map((text) => text.replace(' A', ' 5 IN A')),
          ...addresses(3, 'WEB.Example.org.').map((text) => text.replace(' A', ' 5 IN A')),
        ].toSorted(),
      )
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

  it('leaves transfers and the answer it was given alone', async () => {
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

  it('waits for answers that must be waited for', async () => {
    const { plugin } = setUp(loadbalance, 'loadbalance')
    const handler = before(plugin, async () => answerOf({ answer: addresses(3) }))
    expect((await firstOf(handler, 100)).size).toBe(3)
  })

  it('puts addresses of the preferred ranges before others', async () => {
    const answer = answerOf({ answer: [...addresses(4), 'web.example.org AAAA fd00::1'] })
    const handler = balanced('loadbalance {\n prefer 10.0.0.4/31\n prefer fd00::/8 10.0.0.3\n}', answer)
    const firsts = await firstOf(handler, 200)
    expect([...firsts.keys()].toSorted()).toEqual(['10.0.0.3', '10.0.0.4', 'fd00::1'])
    const reply = await askHandler(handler, { name: 'web.example.org', type: 'A' })
    expect(dataOf(reply.answer).slice(3).toSorted()).toEqual(['10.0.0.1', '10.0.0.2'])
  })

  it('points at what is wrong', () => {
    const places = (text: string) => setUp(loadbalance, text, { folder }).places
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
  })
})

describe('loadbalance weighted', () => {
  it('puts an address first as often as its weight says, 1 where it has none, and moves nothing but that', async () => {
    writeWeights(
      'weights',
      '# comment\nWEB.example.org.\n10.0.0.1 6 # more\n\n10.0.0.2 3\nother.org\n10.0.0.3 9\n',
    )
    const handler = balanced('loadbalance weighted weights', answerOf({ answer: addresses(3) }))
    const counts = await firstOf(handler, 4000)
    for (const [address, weight] of [
      ['10.0.0.1', 6],
      ['10.0.0.2', 3],
      ['10.0.0.3', 1],
    ] as const) {
      expect(Math.abs((counts.get(address) ?? 0) - 400 * weight)).toBeLessThan(160)
    }
    for (let i = 0; i < 50; i++) {
      const { answer } = await askHandler(handler, { name: 'web.example.org', type: 'A' })
      expect([
        '10.0.0.1,10.0.0.2,10.0.0.3',
        '10.0.0.2,10.0.0.1,10.0.0.3',
        '10.0.0.3,10.0.0.2,10.0.0.1',
      ]).toContain(dataOf(answer).join())
    }
  })

  it('looks at the owner of an address, behind an alias too, and leaves other types alone', async () => {
    writeWeights('alias', 'b.example.org\n10.0.0.2 255\n')
    const answer = answerOf({
      answer: ['web.example.org CNAME b.example.org', ...addresses(2, 'b.example.org')],
    })
    const handler = balanced('loadbalance weighted alias', answer)
    let second = 0
    for (let i = 0; i < 200; i++) {
      const reply = await askHandler(handler, { name: 'web.example.org', type: 'A' })
      expect(reply.answer[0]).toContain('CNAME')
      if (reply.answer[1]?.endsWith('10.0.0.2') === true) second++
    }
    expect(second).toBeGreaterThan(180)
    const text = await askHandler(handler, { name: 'web.example.org', type: 'TXT' })
    expect(dataOf(text.answer)).toEqual(['b.example.org.', '10.0.0.1', '10.0.0.2'])
  })

  it('reports every wrong line of its file, and does not start', () => {
    const text = [
      '10.0.0.9 5',
      'web.example.org',
      '10.0.0.1 0',
      '  10.0.0.2 256',
      '10.0.0.3',
      '10.0.0.300 4',
      '10.0.0.4 4 4',
      'a..b',
      'web.example.org',
      '10.0.0.5 1',
      '10.0.0.5 2',
    ]
    writeWeights('wrong', text.join('\r\n'))
    const { diagnostics, plugin } = setUp(loadbalance, 'loadbalance weighted wrong', { folder })
    expect(plugin).toBeNull()
    expect(new Set(diagnostics.map(({ file, code }) => `${file} ${code}`))).toEqual(
      new Set([`${join(folder, 'wrong')} KZ_COREFILE_WEIGHT_FILE`]),
    )
    expect(diagnostics.map(({ line, column, message }) => `${line}:${column} ${message}`)).toEqual([
      "1:1 the address '10.0.0.9' stands before the first name",
      "3:10 found '0', expected a weight from 1 to 255",
      "4:12 found '256', expected a weight from 1 to 255",
      "5:1 the address '10.0.0.3' has no weight, expected one from 1 to 255 after it",
      "6:1 found '10.0.0.300', expected an IP address",
      "7:12 found '4', expected the end of the line after a weight",
      "8:1 found 'a..b', expected a name or an address with its weight",
      "11:1 the address '10.0.0.5' already has a weight under this name",
    ])
    expect(diagnostics[2]).toMatchObject({ sourceLine: '  10.0.0.2 256', length: 3 })
  })

  it('points at the word that names a file which is not there', () => {
    const { places, diagnostics } = setUp(loadbalance, 'loadbalance weighted none {\n reload 5\n}', {
      folder,
    })
    expect(places).toEqual(['2:9 VALUE', '1:22 WEIGHT_FILE'])
    expect(diagnostics[1]?.message).toBe("'none': the weights cannot be read: it does not exist")
  })

  it('follows its file, and keeps the old weights where the new ones are wrong', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    try {
      writeWeights('live', 'web.example.org\n10.0.0.1 255\n')
      const { plugin, log } = setUp(loadbalance, 'loadbalance weighted live {\n reload 5s\n}', { folder })
      const handler = before(plugin, () => answerOf({ answer: addresses(2) }))
      const usual = async (): Promise<string | undefined> =>
        [...(await firstOf(handler, 60))].toSorted(([, a], [, b]) => b - a)[0]?.[0]
      await plugin?.start?.()
      expect(await usual()).toBe('10.0.0.1')

      writeWeights('live', 'web.example.org\n10.0.0.2 255\n')
      vi.advanceTimersByTime(4_999)
      expect(await usual()).toBe('10.0.0.1')
      vi.advanceTimersByTime(1)
      expect(await usual()).toBe('10.0.0.2')
      expect(log).toEqual([`info plugin/loadbalance: ${join(folder, 'live')} has new weights`])

      writeWeights('live', 'web.example.org\n10.0.0.1 2555\n')
      vi.advanceTimersByTime(15_000)
      expect(await usual()).toBe('10.0.0.2')
      rmSync(join(folder, 'live'))
      vi.advanceTimersByTime(15_000)
      expect(await usual()).toBe('10.0.0.2')
      expect(log.slice(1)).toEqual([
        expect.stringContaining("live:2:10: error: found '2555', expected a weight from 1 to 255"),
        expect.stringContaining('the weights cannot be read: it does not exist'),
      ])

      writeWeights('live', 'web.example.org\n10.0.0.1 255\n')
      await plugin?.refresh?.()
      expect(await usual()).toBe('10.0.0.1')
      await plugin?.stop?.()
      expect(vi.getTimerCount()).toBe(0)
    } finally {
      vi.useRealTimers()
    }
  })

  it('never looks again where the period is 0', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    try {
      writeWeights('still', 'web.example.org\n')
      const { plugin } = setUp(loadbalance, 'loadbalance weighted still {\n reload 0\n}', { folder })
      await plugin?.start?.()
      expect(vi.getTimerCount()).toBe(0)
    } finally {
      vi.useRealTimers()
    }
  })
})

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
