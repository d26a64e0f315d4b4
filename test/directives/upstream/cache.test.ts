/** `cache`: one subject, the life of cached answers: which are cached, for how long, and expired ones. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Handler, Plugin } from '../../../src/chain/plugin.ts'
import { QueryError } from '../../../src/chain/query-error.ts'
import { cache } from '../../../src/directives/upstream/cache/cache.ts'
import type { ReportFault } from '../../../src/server/fault-log.ts'
import { RelayedAnswer } from '../../../src/wire/relayed-answer.ts'
import { ask as askOver, encodeName, type Question } from '../../support/ask.ts'
import { setUp } from '../../support/block.ts'
import { answerOf, askHandler, before } from '../../support/chain.ts'
import type { Reply } from '../../support/decode.ts'
import { world } from '../../site/manifests/manifest-world.ts'

const AA = 0x8400
const TC = 0x8200
const WEB: Question = { name: 'web.example.org', type: 'A' }

/** The reply of an upstream: an rcode, and records with TTLs. */
interface Says {
  readonly rcode?: number
  readonly flags?: number
  /** Addresses of the name: 10.0.0.1 and so on. */
  readonly ttls?: readonly number[]
  readonly soa?: { readonly ttl: number; readonly minimum: number }
}

/** A handler that relays the answers of another server, as `forward` does. */
class Upstream {
  readonly asked: string[] = []
  says: Says | 'silence' | 'fault' = { ttls: [60] }
  readonly handler: Handler = async (query) => {
    const { request } = query
    this.asked.push(`${request.name.key.length} ${query.type}`)
    const { says } = this
    // Other queries can arrive before the answer.
    await new Promise((resolve) => setImmediate(resolve))
    if (says === 'silence') throw new QueryError('no upstream answers')
    if (says === 'fault') throw new Error('it broke')
    const question = Buffer.from(request.packet.subarray(12, request.questionEnd))
    const answer = RelayedAnswer.read(packet(question, says))
    if (typeof answer === 'string') throw new Error(answer)
    return answer
  }
}

function packet(question: Buffer, { rcode = 0, flags = 0x8000, ttls = [], soa }: Says): Buffer {
  const header = Buffer.alloc(12)
  header.writeUInt16BE(flags | rcode, 2)
  header.writeUInt16BE(1, 4)
  header.writeUInt16BE(ttls.length, 6)
  header.writeUInt16BE(soa === undefined ? 0 : 1, 8)
  const addresses = ttls.map((ttl, i) => {
    const one = Buffer.from('c00c000100010000000000040a000001', 'hex')
    one.writeUInt32BE(ttl, 6)
    one[15] = i + 1
    return one
  })
  return Buffer.concat([header, question, ...addresses, soa === undefined ? Buffer.alloc(0) : soaRecord(soa)])
}

function soaRecord({ ttl, minimum }: { ttl: number; minimum: number }): Buffer {
  const numbers = Buffer.alloc(20)
  numbers.writeUInt32BE(minimum, 16)
  const data = Buffer.concat([encodeName('ns.org'), encodeName('host.org'), numbers])
  const head = Buffer.alloc(10)
  head.writeUInt16BE(6, 0)
  head.writeUInt16BE(1, 2)
  head.writeUInt32BE(ttl, 4)
  head.writeUInt16BE(data.length, 8)
  return Buffer.concat([encodeName('org'), head, data])
}

let now = 1000
beforeEach(() => {
  now = 1000
  vi.spyOn(performance, 'now').mockImplementation(() => now)
})
afterEach(() => {
  vi.restoreAllMocks()
})
const wait = (seconds: number): void => void (now += seconds * 1000)

interface Caching {
  readonly upstream: Upstream
  /** The errors thrown, and the reply that the client got. */
  readonly faults: readonly string[]
  readonly ask: (question?: Question) => Promise<Reply>
  /** Answer records, or the rcode where there are none. */
  readonly told: (question?: Question) => Promise<string>
  readonly metric: (name: string, type?: string) => number | undefined
  readonly plugin: Plugin | null
}

function caching(text = 'cache'): Caching {
  const upstream = new Upstream()
  const { plugin, diagnostics } = setUp(cache, text)
  expect(diagnostics.filter(({ severity }) => severity !== 'info')).toEqual([])
  const handler = before(plugin, upstream.handler)
  const faults: string[] = []
  const reportFault: ReportFault = ({ problem, outcome }) =>
    void faults.push(`${String(problem)}: ${outcome}`)
  const ask = (question = WEB) => askHandler(handler, question, { reportFault })
  return {
    upstream,
    faults,
    ask,
    told: async (question) => {
      const { answer, rcode } = await ask(question)
      return answer.map((one) => one.replace(/^\S+ (\d+) IN A /, '$1 ')).join(', ') || rcode
    },
    metric: (name, type) =>
      plugin
        ?.metrics?.()
        .find((one) => one.name === `coredns_cache_${name}`)
        ?.samples.find(({ labels }) => labels['type'] === type)?.value,
    plugin,
  }
}

describe('cache', () => {
  it('caches an answer for its shortest TTL, counts every RRset down, and clears AA', async () => {
    const { upstream, ask, told, metric } = caching()
    upstream.says = { ttls: [60, 90], flags: AA }
    expect((await ask()).flags).toContain('aa')
    expect(await told()).toBe('60 10.0.0.1, 90 10.0.0.2')
    wait(59.5)
    const reply = await ask({ ...WEB, name: 'WEB.example.org' })
    expect(reply.answer).toEqual(['WEB.example.org. 1 IN A 10.0.0.1', 'WEB.example.org. 31 IN A 10.0.0.2'])
    expect(reply.flags).not.toContain('aa')
    expect(upstream.asked).toHaveLength(1)
    expect([metric('entries', 'success'), metric('hits_total', 'success'), metric('misses_total')]).toEqual([
      1, 2, 1,
    ])
    wait(0.5)
    expect(await told()).toBe('60 10.0.0.1, 90 10.0.0.2')
    expect(upstream.asked).toHaveLength(2)
  })

  it.each<[string, string, Says, number]>([
    ['NXDOMAIN, by the SOA record’s MINIMUM', 'cache', denial(3, 900, 60), 60],
    ['NODATA, by the SOA record’s TTL', 'cache', denial(0, 30, 600), 30],
    ['an answer at most as long as the TTL of the directive', 'cache 20', { ttls: [3600] }, 20],
    ['an answer at most as long as the option success', 'cache {\n success 100 40\n}', { ttls: [3600] }, 40],
    ['a denial at most as long as the option denial', 'cache {\n denial 100 7 5\n}', denial(3, 900, 900), 7],
    [
      'a short TTL at least as long as the option success',
      'cache {\n success 100 60 30\n}',
      { ttls: [0] },
      30,
    ],
    ['a failure for 5 seconds', 'cache', { rcode: 2 }, 5],
    ['a failure as long as the option servfail', 'cache {\n servfail 1m\n}', { rcode: 2 }, 60],
  ])('caches %s', async (_, text, says, seconds) => {
    const { upstream, ask } = caching(text)
    upstream.says = says
    const first = await ask()
    wait(seconds - 0.1)
    expect((await ask()).rcode).toBe(first.rcode)
    expect(upstream.asked).toHaveLength(1)
    wait(0.1)
    await ask()
    expect(upstream.asked).toHaveLength(2)
  })

  it.each<[string, string, Says]>([
    ['a TTL of 0', 'cache', { ttls: [60, 0] }],
    ['a truncated answer', 'cache', { ttls: [60], flags: TC }],
    ['a denial without an SOA record', 'cache', { rcode: 3 }],
    ['a refusal', 'cache', { rcode: 5 }],
    ['a failure with servfail 0s', 'cache {\n servfail 0s\n}', { rcode: 2 }],
    ['answers of disabled zones', 'cache {\n disable success example.org\n}', { ttls: [60] }],
    ['denials with disable denial', 'cache {\n disable denial\n}', denial(3, 60, 60)],
    ['names outside its zones', 'cache 30 example.net', { ttls: [60] }],
  ])('does not cache %s', async (_, text, says) => {
    const { upstream, ask } = caching(text)
    upstream.says = says
    await ask()
    await ask()
    expect(upstream.asked).toHaveLength(2)
  })

  it('distinguishes queries by type, class, DO, CD, AD and RD, and forwards each client subnet', async () => {
    const { upstream, ask } = caching()
    const questions: Question[] = [
      WEB,
      { ...WEB, type: 'AAAA' },
      { ...WEB, class: 3 },
      { ...WEB, payload: 1232, dnssecOk: true },
      { ...WEB, flags: 0x0110 },
      { ...WEB, flags: 0x0120 },
      { ...WEB, flags: 0 },
    ]
    for (let i = 0; i < 2; i++) for (const question of questions) await ask(question)
    expect(upstream.asked).toHaveLength(questions.length)
    for (let i = 0; i < 2; i++) await ask({ ...WEB, payload: 1232, options: '0008000400010000' })
    expect(upstream.asked).toHaveLength(questions.length + 2)
    // A cookie concerns the client and this server only.
    await ask({ ...WEB, payload: 1232, options: '000a00081122334455667788' })
    expect(upstream.asked).toHaveLength(questions.length + 2)
  })

  it('sends one query for equal queries at the same time, even if it fails', async () => {
    const { upstream, told } = caching()
    const all = (): Promise<string[]> => Promise.all(Array.from({ length: 20 }, () => told()))
    expect(new Set(await all())).toEqual(new Set(['60 10.0.0.1']))
    expect(upstream.asked).toHaveLength(1)
    wait(61)
    upstream.says = 'silence'
    expect(new Set(await all())).toEqual(new Set(['SERVFAIL']))
    expect(upstream.asked).toHaveLength(2)
  })

  it('does not serve an answer truncated for UDP to a client over TCP', async () => {
    const { plugin } = setUp(cache, 'cache')
    const upstream = new Upstream()
    const handler = before(plugin, (query) => {
      upstream.says = query.transport === 'udp' ? { ttls: [60], flags: TC } : { ttls: [60, 60] }
      return upstream.handler(query)
    })
    const [cut, whole] = await Promise.all([
      askHandler(handler, WEB),
      askHandler(handler, WEB, { transport: 'tcp' }),
    ])
    expect([cut.flags, whole.flags]).toEqual(['qr tc rd', 'qr rd'])
  })

  it('never caches answers of the server’s own zones', async () => {
    const { plugin } = setUp(cache, 'cache')
    let last = 0
    const own: Handler = () =>
      answerOf({ question: 'web.example.org', answer: [`web.example.org A 10.0.0.${++last}`] })
    const handler = before(plugin, own)
    for (const expected of [1, 2]) {
      expect((await askHandler(handler, WEB)).answer).toEqual([`web.example.org. 5 IN A 10.0.0.${expected}`])
    }
    expect(plugin?.metrics?.().flatMap(({ samples }) => samples.map(({ value }) => value))).not.toContain(1)
  })

  it('evicts the least recently used answer when it is full', async () => {
    const { upstream, ask, metric } = caching('cache {\n success 2\n}')
    for (const name of ['a', 'b', 'a', 'c', 'a']) await ask(named(name))
    expect(upstream.asked).toHaveLength(3)
    expect([metric('entries', 'success'), metric('evictions_total', 'success')]).toEqual([2, 1])
    await ask(named('b'))
    expect(upstream.asked).toHaveLength(4)
  })

  it('does not count TTLs down with keepttl', async () => {
    const { told } = caching('cache {\n keepttl\n}')
    await told()
    wait(30)
    expect(await told()).toBe('60 10.0.0.1')
  })

  it('renews answers that are queried often before they expire', async () => {
    const { upstream, told, metric } = caching('cache {\n prefetch 2 1m 20%\n}')
    await told()
    wait(40)
    await told()
    wait(9)
    expect(await told()).toBe('11 10.0.0.1')
    expect(metric('prefetch_total')).toBe(1)
    await vi.waitFor(async () => expect(await told()).toBe('60 10.0.0.1'))
    expect(upstream.asked).toHaveLength(2)
  })

  describe('an expired answer', () => {
    it('is served with a short TTL while the upstream is silent, for a limited time', async () => {
      const { upstream, told, metric } = caching('cache {\n serve_stale 1h\n}')
      await told()
      wait(61)
      upstream.says = 'silence'
      expect(await told()).toBe('30 10.0.0.1')
      upstream.says = { ttls: [70] }
      // RFC 8767 §5: the failure recheck timer.
      expect(await told()).toBe('30 10.0.0.1')
      expect(upstream.asked).toHaveLength(2)
      wait(31)
      expect(await told()).toBe('70 10.0.0.1')
      expect(metric('served_stale_total')).toBe(2)
      upstream.says = 'silence'
      wait(70 + 3600)
      expect(await told()).toBe('SERVFAIL')
    })

    it('is served instead of a failure, which does not replace it', async () => {
      const { upstream, told } = caching('cache {\n serve_stale 1h verify 1s 10s 0s\n}')
      await told()
      wait(61)
      upstream.says = { rcode: 2 }
      expect(await told()).toBe('10 10.0.0.1')
      upstream.says = { ttls: [60] }
      expect(await told()).toBe('60 10.0.0.1')
    })

    it.each([2, 5])('is served instead of rcode %i, with the extended error Stale Answer', async (rcode) => {
      const { upstream, ask } = caching('cache {\n serve_stale\n}')
      const question = { ...WEB, payload: 1232 }
      await ask(question)
      wait(61)
      upstream.says = { rcode }
      const { answer, edns } = await ask(question)
      expect(answer).toEqual(['web.example.org. 30 IN A 10.0.0.1'])
      // RFC 8914 §4.4: Stale Answer.
      expect(edns?.options).toEqual([{ code: 15, data: Buffer.from([0, 3]) }])
    })

    it('is neither served nor counted if a fresh answer arrives in time', async () => {
      const { upstream, told, metric } = caching('cache {\n serve_stale 1h verify 20ms\n}')
      await told()
      wait(61)
      upstream.says = { ttls: [0, 60] }
      for (let i = 0; i < 2; i++) {
        expect(await told()).toBe('0 10.0.0.1, 60 10.0.0.2')
        await new Promise((resolve) => void setTimeout(resolve, 40))
      }
      expect(metric('served_stale_total')).toBe(0)
    })

    it.each<[string, string, Says]>([
      ['has no TTL', 'cache {\n serve_stale 1h immediate\n}', { ttls: [0] }],
      ['is a denial without an SOA record', 'cache {\n serve_stale 1h immediate\n}', { rcode: 3 }],
      ['is of a disabled kind', 'cache {\n serve_stale 1h immediate\n disable denial\n}', denial(3, 60, 60)],
    ])('is dropped for a new answer, even if that %s', async (_, text, says) => {
      const { upstream, told } = caching(text)
      await told()
      wait(61)
      upstream.says = says
      expect(await told()).toBe('30 10.0.0.1')
      await vi.waitFor(async () => expect(await told()).not.toBe('30 10.0.0.1'))
    })

    it.each([
      ['verify 1s', 'serve_stale 1h verify 1s'],
      ['immediate', 'serve_stale 1h immediate'],
      ['prefetch', 'prefetch 1 1m 90%'],
    ])('does not keep an internal fault out of the log: %s', async (_, option) => {
      const { upstream, told, faults } = caching(`cache {\n ${option}\n}`)
      await told()
      wait(option.startsWith('prefetch') ? 30 : 61)
      upstream.says = 'fault'
      expect(await told()).toMatch(/^30 10\.0\.0\.1$/)
      await vi.waitFor(() => {
        expect(faults).toEqual(['Error: it broke: its answer all the same'])
      })
    })

    it('does not log a silent upstream as an internal fault', async () => {
      const { upstream, told, faults } = caching('cache {\n serve_stale 1h verify 1s\n}')
      await told()
      wait(61)
      upstream.says = 'silence'
      expect(await told()).toBe('30 10.0.0.1')
      expect(faults).toEqual([])
    })

    it('is served at once with immediate, while a fresh answer is in flight', async () => {
      const { upstream, told } = caching('cache {\n serve_stale 1h immediate 0s\n}')
      await told()
      wait(61)
      upstream.says = { ttls: [80] }
      expect(await told()).toBe('0 10.0.0.1')
      await vi.waitFor(async () => expect(await told()).toBe('80 10.0.0.1'))
      expect(upstream.asked).toHaveLength(2)
    })
  })

  it('follows the server’s own zones: a denied name exists as soon as a manifest has it', async () => {
    vi.restoreAllMocks()
    const above = await world({ 'web.yaml': service('web', '10.96.0.1') })
    const here = await world({
      'web.yaml': service('web', '10.96.0.7'),
      Corefile: `. {\n bind 127.0.0.1\n cache\n kubernetes cluster.local {\n  fallthrough\n }\n forward . 127.0.0.1:${above.target.port}\n}\n`,
    })
    const late: Question = { name: 'late.default.svc.cluster.local', type: 'A' }
    expect(await askOver(here.target, late, 'udp')).toMatchObject({ rcode: 'NXDOMAIN' })
    here.write('late.yaml', service('late', '10.96.0.8'))
    await vi.waitFor(
      async () => {
        const { answer } = await askOver(here.target, late, 'udp')
        expect(answer).toEqual(['late.default.svc.cluster.local. 5 IN A 10.96.0.8'])
      },
      { timeout: 4000 },
    )
  })

  it('precedes forward: names of the cluster are not cached, other names are forwarded once', async () => {
    vi.restoreAllMocks()
    const asked = await world({
      Corefile: '. {\n bind 127.0.0.1\n hosts {\n  10.0.0.9 web.example.org\n }\n}\n',
    })
    const { target } = await world({
      'web.yaml': 'apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {clusterIP: 10.96.0.7}\n',
      Corefile: `. {\n bind 127.0.0.1\n kubernetes cluster.local\n cache 30\n forward . 127.0.0.1:${asked.target.port}\n}\n`,
    })
    for (const transport of ['udp', 'tcp'] as const) {
      expect((await askOver(target, WEB, transport)).answer).toEqual(['web.example.org. 30 IN A 10.0.0.9'])
      const own = await askOver(target, { name: 'web.default.svc.cluster.local', type: 'A' }, transport)
      expect(own.answer).toEqual(['web.default.svc.cluster.local. 5 IN A 10.96.0.7'])
    }
    await asked.close()
    expect((await askOver(target, WEB, 'udp')).answer[0]).toMatch(
      /^web\.example\.org\. (?:30|29|28) IN A 10\.0\.0\.9$/,
    )
  })
})

function service(name: string, ip: string): string {
  return `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}}\nspec: {clusterIP: ${ip}}\n`
}

function named(name: string): Question {
  return { name, type: 'A' }
}

function denial(rcode: number, ttl: number, minimum: number): Says {
  return { rcode, soa: { ttl, minimum } }
}

it('reports every wrong word at once', () => {
  const text = `cache 0 a..b {
 success many 5 9
 denial 10 0
 servfail 10m
 prefetch 5 1 95%
 serve_stale 1h now
 serve_stale_policy prefer_positive
 disable all
 keepttl yes
 kepttl
}`
  expect(setUp(cache, text).places).toEqual([
    '1:7 VALUE',
    '1:9 VALUE',
    '2:10 VALUE',
    '2:17 VALUE',
    '3:12 VALUE',
    '4:11 VALUE',
    '5:13 VALUE',
    '5:15 VALUE',
    '6:17 VALUE',
    '7:2 IGNORED',
    '8:10 VALUE',
    '9:10 ARGUMENTS',
    '10:2 OPTION',
  ])
})
