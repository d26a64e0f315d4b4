import { describe, expect, it } from 'vitest'
import { local } from '../../../src/directives/shape/local.ts'
import { setUp } from '../../support/block.ts'
import { answerOf, askHandler, before } from '../../support/chain.ts'

function serving(directive = 'local') {
  const { plugin, diagnostics } = setUp(local, directive)
  expect(diagnostics).toEqual([])
  const handler = before(plugin, () => answerOf({ rcode: 9 }))
  const ask = async (name: string, type: string) => {
    const { rcode, answer, authority } = await askHandler(handler, { name, type })
    return rcode === 'NOTAUTH' ? 'next' : [rcode, ...answer, ...authority.map((one) => `/ ${one}`)].join(' ')
  }
  return { ask, plugin }
}

const soa = (zone: string) => `/ ${zone}. 604800 IN SOA localhost. root.localhost. 1 0 0 0 604800`

describe('local', () => {
  it.each([
    ['localhost', 'A', 'NOERROR localhost. 604800 IN A 127.0.0.1'],
    ['LocalHost', 'AAAA', 'NOERROR LocalHost. 604800 IN AAAA ::1'],
    ['a.b.localhost', 'A', 'NOERROR a.b.localhost. 604800 IN A 127.0.0.1'],
    ['localhost', 'ANY', 'NOERROR localhost. 604800 IN A 127.0.0.1'],
    ['localhost', 'NS', 'NOERROR localhost. 604800 IN NS localhost.'],
    ['localhost', 'MX', `NOERROR ${soa('localhost')}`],
    ['a.localhost', 'TXT', `NOERROR ${soa('localhost')}`],
    ['1.0.0.127.in-addr.arpa', 'PTR', 'NOERROR 1.0.0.127.in-addr.arpa. 604800 IN PTR localhost.'],
    ['1.0.0.127.in-addr.arpa', 'A', `NOERROR ${soa('127.in-addr.arpa')}`],
    ['0.0.127.in-addr.arpa', 'PTR', `NOERROR ${soa('127.in-addr.arpa')}`],
    ['2.0.0.127.in-addr.arpa', 'PTR', `NXDOMAIN ${soa('127.in-addr.arpa')}`],
    ['0.in-addr.arpa', 'SOA', `NOERROR ${soa('0.in-addr.arpa').slice(2)}`],
    ['1.255.in-addr.arpa', 'PTR', `NXDOMAIN ${soa('255.in-addr.arpa')}`],
    ['localhost.example.org', 'A', 'NOERROR localhost.example.org. 604800 IN A 127.0.0.1'],
    ['localhost.example.org', 'TXT', 'NOERROR'],
    ['localhosts', 'A', 'next'],
    ['126.in-addr.arpa', 'PTR', 'next'],
  ])('%s %s: %s', async (name, type, expected) => {
    expect(await serving().ask(name, type)).toBe(expected)
  })

  it('passes names of a search path to the next plugin with localhost_prefix off', async () => {
    const { ask } = serving('local {\n localhost_prefix off\n}')
    expect(await ask('localhost.example.org', 'A')).toBe('next')
    expect(await ask('a.localhost', 'A')).toContain('127.0.0.1')
  })

  it('counts queries for names below localhost, and for names that begin with it', async () => {
    const { ask, plugin } = serving()
    for (const name of ['localhost', 'a.localhost', 'localhost.a', 'b']) await ask(name, 'A')
    const [metric] = plugin?.metrics?.() ?? []
    expect(metric).toMatchObject({
      name: 'coredns_local_localhost_requests_total',
      samples: [{ labels: {}, value: 2 }],
    })
  })

  it('reports all its errors in one run', () => {
    expect(setUp(local, 'local host {\n localhost_prefix of\n x\n}').places).toEqual([
      '1:7 ARGUMENTS',
      '2:19 VALUE',
      '3:2 OPTION',
    ])
  })
})
