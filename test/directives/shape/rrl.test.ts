import { describe, expect, it, onTestFinished, vi } from 'vitest'
import type { Plugin } from '../../../src/chain/plugin.ts'
import { Query } from '../../../src/chain/query.ts'
import { Accounts } from '../../../src/directives/shape/rrl/accounts.ts'
import { MAX_CLIENTS, RrlCounters } from '../../../src/directives/shape/rrl/counters.ts'
import { rrl } from '../../../src/directives/shape/rrl/rrl.ts'
import { SILENCE } from '../../../src/wire/answer.ts'
import { encodeQuery, type Question } from '../../support/ask.ts'
import { setUp } from '../../support/block.ts'
import { answerOf, askHandler, before } from '../../support/chain.ts'

const AUTHORITY = ['example.org SOA ns.example.org']

/** By the first label of the question. */
function answering(question: Question) {
  const { name, type } = question
  const [label = ''] = name.split('.')
  if (label.startsWith('nx')) return answerOf({ question: name, rcode: 3, authority: AUTHORITY })
  if (label.startsWith('none')) return answerOf({ question: name, authority: AUTHORITY })
  if (label.startsWith('cut'))
    return answerOf({ question: name, authority: ['cut.example.org NS ns.cut.example.org'] })
  if (label.startsWith('fail')) return answerOf({ question: name, rcode: 2 })
  return answerOf({ question: name, answer: [`${name} ${type} 192.0.2.7`] })
}

interface Asked {
  readonly type?: string
  readonly client?: string
  readonly transport?: 'udp' | 'tcp'
}

/** A plugin with a clock that the test sets, and how its replies come out. */
function limited(options: string) {
  const { plugin, diagnostics } = setUp(rrl, `rrl {\n ${options}\n}`)
  expect(diagnostics).toEqual([])
  let nowMs = 50
  vi.spyOn(performance, 'now').mockImplementation(() => nowMs)
  onTestFinished(() => void vi.restoreAllMocks())
  const ask = (name: string, { type = 'A', client = '192.0.2.1', transport = 'udp' }: Asked = {}) => {
    const question = { name: `${name}.example.org`, type }
    const handler = before(plugin, () => answering(question))
    const query = new Query()
    query.request.parse(encodeQuery(question))
    query.begin({ address: client, port: 1 })
    query.transport = transport
    const answer = handler(query)
    if (answer instanceof Promise) throw new Error('the answer is a promise')
    if (answer === SILENCE) return 'dropped'
    return (answer.flags & 0x0200) === 0 ? 'sent' : `truncated, ${answer.answer.count} records`
  }
  return {
    plugin,
    ask,
    /** How many of `count` equal questions are answered. */
    sent: (count: number, ...question: Parameters<typeof ask>) =>
      Array.from({ length: count }, () => ask(...question)).filter((one) => one === 'sent').length,
    pass: (ms: number) => void (nowMs += ms),
  }
}

function exceeded(plugin: Plugin | null, what: 'responses' | 'requests') {
  const found = plugin?.metrics?.().find(({ name }) => name === `coredns_rrl_${what}_exceeded_total`)
  return found?.samples.map(({ labels, value }) => [labels['client_ip'], value])
}

describe('rrl', () => {
  it('sends what an account earns in a second, and then what it earns', () => {
    const { sent, pass, plugin } = limited('responses-per-second 10')
    expect(sent(10, 'www')).toBe(10)
    expect(sent(5, 'www')).toBe(0)
    expect(exceeded(plugin, 'responses')).toEqual([['192.0.2.1', 5]])
    // The debt of five replies, and then one.
    pass(600)
    expect(sent(2, 'www')).toBe(1)
    // An account saves no more than a second.
    pass(60_000)
    expect(sent(20, 'www')).toBe(10)
  })

  it('forgives the debt beyond the window', () => {
    const { sent, pass } = limited('responses-per-second 10\n window 2')
    sent(1000, 'www')
    pass(1900)
    expect(sent(1, 'www')).toBe(0)
    pass(2200)
    expect(sent(1, 'www')).toBe(1)
  })

  it('limits together what is equal, by network, and apart what is not', () => {
    const { sent } = limited('responses-per-second 1')
    expect(sent(2, 'www')).toBe(1)
    for (const client of ['192.0.2.200', '::ffff:192.0.2.9']) expect(sent(1, 'www', { client })).toBe(0)
    for (const client of ['192.0.3.1', '10.0.0.1', '2001:db8::1']) expect(sent(2, 'www', { client })).toBe(1)
    expect(sent(1, 'www', { client: '2001:db8:0:ff::1' })).toBe(0)
    expect(sent(1, 'www', { client: '2001:db8:0:100::1' })).toBe(1)
    expect(sent(2, 'WWW', { type: 'AAAA' })).toBe(1)
    expect(sent(1, 'wWw', { type: 'AAAA' })).toBe(0)
    expect(sent(2, 'mail')).toBe(1)
  })

  it('counts denials by zone, empty replies by name, referrals by cut and type, errors all together', () => {
    const { sent } = limited('responses-per-second 1')
    expect([sent(1, 'nx1'), sent(1, 'nx2'), sent(1, 'nx3', { type: 'MX' })]).toEqual([1, 0, 0])
    expect([sent(1, 'none1'), sent(1, 'none1', { type: 'MX' }), sent(1, 'none2')]).toEqual([1, 0, 1])
    expect([sent(1, 'cut1'), sent(1, 'cut2'), sent(1, 'cut1', { type: 'MX' })]).toEqual([1, 0, 1])
    expect([sent(1, 'fail1'), sent(1, 'fail2', { type: 'MX' })]).toEqual([1, 0])
  })

  it('has an allowance for each kind, and none is no limit', () => {
    const { sent } = limited(
      'responses-per-second 3\n nodata-per-second 0\n nxdomains-per-second 2\n errors-per-second 0.5',
    )
    expect([sent(9, 'www'), sent(9, 'none'), sent(9, 'nx'), sent(9, 'cut'), sent(9, 'fail')]).toEqual([
      3, 9, 2, 3, 1,
    ])
  })

  it('sends one reply in two seconds at a rate of a half', () => {
    const { sent, pass } = limited('responses-per-second 0.5')
    expect(sent(1, 'www')).toBe(1)
    pass(1900)
    expect(sent(1, 'www')).toBe(0)
    pass(4000)
    expect(sent(2, 'www')).toBe(1)
  })

  it('lets every so-many-th reply slip, truncated and without records', () => {
    const { ask } = limited('responses-per-second 1\n slip-ratio 3')
    expect(Array.from({ length: 7 }, () => ask('www'))).toEqual([
      'sent',
      'dropped',
      'dropped',
      'truncated, 0 records',
      'dropped',
      'dropped',
      'truncated, 0 records',
    ])
  })

  it('does not limit replies over TCP, but requests', () => {
    const { sent, plugin } = limited('responses-per-second 1')
    expect(sent(5, 'www', { transport: 'tcp' })).toBe(5)
    const requests = limited('requests-per-second 2')
    expect(requests.sent(3, 'a', { transport: 'tcp' })).toBe(2)
    expect(requests.sent(1, 'b')).toBe(0)
    expect(requests.sent(1, 'b', { client: '198.51.100.1' })).toBe(1)
    expect(exceeded(requests.plugin, 'requests')).toEqual([['192.0.2.1', 2]])
    expect(exceeded(plugin, 'requests')).toEqual([])
  })

  it('only counts with report-only', () => {
    const { sent, plugin } = limited('responses-per-second 1\n requests-per-second 1\n report-only')
    expect(sent(5, 'www')).toBe(5)
    expect(exceeded(plugin, 'responses')).toEqual([['192.0.2.1', 4]])
    expect(exceeded(plugin, 'requests')).toEqual([['192.0.2.1', 4]])
  })

  it('has networks of any length', () => {
    const { sent } = limited('responses-per-second 1\n ipv4-prefix-length 12\n ipv6-prefix-length 33')
    expect(sent(1, 'www', { client: '10.16.0.1' })).toBe(1)
    expect(sent(1, 'www', { client: '10.31.255.255' })).toBe(0)
    expect(sent(1, 'www', { client: '10.32.0.1' })).toBe(1)
    expect(sent(1, 'www', { client: '2001:db8:7fff::1' })).toBe(1)
    expect(sent(1, 'www', { client: '2001:db8::1' })).toBe(0)
    expect(sent(1, 'www', { client: '2001:db8:8000::1' })).toBe(1)
    const hosts = limited('responses-per-second 1\n ipv4-prefix-length 32\n ipv6-prefix-length 128')
    for (const client of ['10.0.0.1', '10.0.0.2', 'fd00::1', 'fd00::2', ''])
      expect(hosts.sent(2, 'www', { client })).toBe(1)
  })

  it('applies to its zones', async () => {
    const { plugin } = setUp(rrl, 'rrl example.net {\n responses-per-second 1\n}')
    const handler = before(plugin, () =>
      answerOf({ question: 'www.example.org', answer: ['www.example.org A 192.0.2.7'] }),
    )
    for (let i = 0; i < 3; i++)
      expect((await askHandler(handler, { name: 'www.example.org', type: 'A' })).answer).toHaveLength(1)
  })

  it.each([
    ['window 0', '2:9'],
    ['window x', '2:9'],
    ['ipv4-prefix-length 33', '2:21'],
    ['ipv6-prefix-length 0', '2:21'],
    ['responses-per-second -1', '2:23'],
    ['responses-per-second 1e3', '2:23'],
    ['slip-ratio -1', '2:13'],
    ['max-table-size 0', '2:17'],
    ['max-table-size 1000001', '2:17'],
  ])('reports %s', (line, place) => {
    const { places } = setUp(rrl, `rrl {\n ${line}\n responses-per-second 1\n}`)
    expect(places).toContain(`${place} VALUE`)
  })

  it('says that it limits nothing without a rate', () => {
    const { places, diagnostics } = setUp(rrl, 'rrl {\n slip-ratio 2\n}')
    expect(places).toEqual(['1:1 IGNORED'])
    expect(diagnostics[0]?.message).toBe("'rrl' limits nothing: no rate is above 0")
  })
})

describe('accounts', () => {
  it('that are in debt stay while a flood of others comes', () => {
    const accounts = new Accounts(400, 15_000)
    const debtors = Array.from({ length: 20 }, (_, i) => `debtor ${i}`)
    for (const debtor of debtors) for (let i = 0; i < 50; i++) accounts.debit(debtor, 100, 1000)
    for (let i = 0; i < 100_000; i++) accounts.debit(String(i), 100, 1001)
    expect(
      debtors.filter((debtor) => accounts.debit(debtor, 100, 1002).balanceMs < 0).length,
    ).toBeGreaterThan(10)
  })

  it('take their turns among few places, and none is wrong for another', () => {
    const accounts = new Accounts(1, 15_000)
    for (let i = 0; i < 1000; i++) expect(accounts.debit(String(i), 100, 1000).balanceMs).toBe(900)
  })
})

it('counts so many clients by their addresses, and the others together', () => {
  const counters = new RrlCounters()
  for (let i = 0; i < MAX_CLIENTS + 50; i++) counters.exceeded('responses', `client ${i}`)
  counters.exceeded('responses', 'client 1')
  const [responses] = counters.metrics()
  expect(responses?.samples).toHaveLength(MAX_CLIENTS + 1)
  expect(responses?.samples.find(({ labels }) => labels['client_ip'] === 'other')?.value).toBe(50)
  expect(responses?.samples.find(({ labels }) => labels['client_ip'] === 'client 1')?.value).toBe(2)
})
