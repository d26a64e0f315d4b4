import { describe, expect, it } from 'vitest'
import { acl } from '../../../src/directives/shape/acl/acl.ts'
import { Responder } from '../../../src/server/respond.ts'
import { TcpListener } from '../../../src/server/tcp.ts'
import { UdpListener } from '../../../src/server/udp.ts'
import { SuffixTable } from '../../../src/zone/suffix-table.ts'
import { encodeQuery, exchangeUdp } from '../../support/ask.ts'
import { setUp } from '../../support/block.ts'
import { answerOf, askHandler, before, name } from '../../support/chain.ts'
import { framed, TcpClient } from '../../server/tcp-client.ts'

const NEXT = answerOf({ rcode: 9 })

function guarded(directives: string) {
  const { plugin, diagnostics } = setUp(acl, directives)
  expect(diagnostics).toEqual([])
  const handler = before(plugin, () => NEXT)
  const ask = async (address: string, type = 'A', question = 'a.example.org') => {
    const asker = { client: { address, port: 1 } }
    const { rcode, edns } = await askHandler(handler, { name: question, type, payload: 1232 }, asker)
    const [error] = edns?.options ?? []
    return error === undefined ? rcode : `${rcode} ${error.data.readUInt16BE(0)}`
  }
  return { ask, handler, plugin }
}

describe('acl', () => {
  it('allows queries that no line matches', async () => {
    const { ask } = guarded('acl {\n block type A net 192.168.0.0/16\n}')
    expect(await ask('10.0.0.1')).toBe('NOTAUTH')
    expect(await ask('192.168.0.1', 'AAAA')).toBe('NOTAUTH')
    expect(await ask('192.168.0.1')).toBe('REFUSED 15')
    expect(await ask('::ffff:192.168.0.1')).toBe('REFUSED 15')
  })

  it('applies the first line that matches', async () => {
    const { ask } = guarded(
      'acl {\n allow net 10.1.0.0/16 fd00::/8\n filter type TXT ANY net 10.0.0.0/8\n block\n}',
    )
    expect(await ask('10.1.0.1', 'TXT')).toBe('NOTAUTH')
    expect(await ask('fd00::7', 'TXT')).toBe('NOTAUTH')
    expect(await ask('10.2.0.1', 'TXT')).toBe('NOERROR 17')
    expect(await ask('10.2.0.1', 'ANY')).toBe('NOERROR 17')
    expect(await ask('10.2.0.1', 'A')).toBe('REFUSED 15')
    expect(await ask('fe80::1%eth0', 'TXT')).toBe('REFUSED 15')
    expect(await ask('', 'TXT')).toBe('REFUSED 15')
  })

  it('accepts a single address, and a star for all', async () => {
    const { ask } = guarded('acl {\n allow type * net 10.0.0.1\n block type A net *\n}')
    expect(await ask('10.0.0.1')).toBe('NOTAUTH')
    expect(await ask('10.0.0.2')).toBe('REFUSED 15')
    expect(await ask('10.0.0.2', 'MX')).toBe('NOTAUTH')
  })

  it('applies to its zones; a query that one directive allows is not blocked by another', async () => {
    const { ask } = guarded(
      'acl a.example.org {\n allow type MX\n filter type A\n}\nacl example.org {\n block\n}',
    )
    expect(await ask('10.0.0.1', 'MX')).toBe('NOTAUTH')
    expect(await ask('10.0.0.1', 'A')).toBe('NOERROR 17')
    expect(await ask('10.0.0.1', 'TXT')).toBe('REFUSED 15')
    expect(await ask('10.0.0.1', 'MX', 'b.example.org')).toBe('REFUSED 15')
    expect(await ask('10.0.0.1', 'MX', 'example.net')).toBe('NOTAUTH')
  })

  it('drops queries without a reply over UDP and TCP, and keeps the connection open', async () => {
    const { handler } = guarded('acl {\n drop type TXT\n}')
    for (const wrapped of [handler, async (...query: Parameters<typeof handler>) => handler(...query)]) {
      const routes = new SuffixTable([[name('.'), { zone: name('.'), handler: wrapped }]])
      const responder = new Responder(routes)
      const [udp, tcp] = [
        await UdpListener.open({ address: '127.0.0.1', port: 0 }, responder),
        await TcpListener.open({ address: '127.0.0.1', port: 0 }, responder),
      ]
      expect(await exchangeUdp(udp.address, encodeQuery({ name: 'a', type: 'TXT' }), 200)).toBeNull()
      expect(await exchangeUdp(udp.address, encodeQuery({ name: 'a', type: 'A' }))).not.toBeNull()
      const client = await TcpClient.connect(tcp.address)
      client.socket.write(framed({ name: 'a', type: 'TXT', id: 1 }))
      client.socket.write(framed({ name: 'a', type: 'A', id: 2 }))
      expect((await client.reply())?.id).toBe(2)
      client.socket.destroy()
      await Promise.all([udp.close(), tcp.close(0)])
    }
  })

  it('counts queries by action', async () => {
    const { ask, plugin } = guarded('acl example.org {\n block type A\n filter type TXT\n}')
    for (const type of ['A', 'A', 'TXT', 'MX']) await ask('10.0.0.1', type)
    const samples = Object.fromEntries((plugin?.metrics?.() ?? []).map((one) => [one.name, one.samples]))
    const labels = { server: 'dns://:53', zone: 'example.org.', view: '' }
    expect(samples).toEqual({
      coredns_acl_allowed_requests_total: [{ labels: { server: 'dns://:53', view: '' }, value: 1 }],
      coredns_acl_blocked_requests_total: [{ labels, value: 2 }],
      coredns_acl_filtered_requests_total: [{ labels, value: 1 }],
      coredns_acl_dropped_requests_total: [],
    })
  })

  it('reports all its errors in one run', () => {
    const lines = ' alow\n block A\n block type AA net 10.0.0.0/33 x\n drop type net 10.0.0.1\n filter net'
    expect(setUp(acl, `acl a..b {\n${lines}\n}`).places).toEqual([
      '1:5 VALUE',
      '2:2 OPTION',
      '3:8 VALUE',
      '4:13 VALUE',
      '4:20 VALUE',
      '4:32 VALUE',
      '5:7 VALUE',
      '6:9 VALUE',
    ])
  })
})
