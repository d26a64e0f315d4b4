/**
 * `forward`: one subject, the relaying of queries over UDP and TCP, the order and the health of upstreams.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { forward, MAX_WAITING_OCTETS } from '../../../src/directives/upstream/forward/forward.ts'
import { rewrite } from '../../../src/directives/shape/rewrite/rewrite.ts'
import { ask as askOver } from '../../support/ask.ts'
import { OWN_PORT, setUp } from '../../support/block.ts'
import { askHandler, before } from '../../support/chain.ts'
import { fetchPage, urlOf } from '../../support/fetch-page.ts'
import { freePort } from '../../e2e/workplace.ts'
import { elsewhere, forwarding, through, WEB } from './forwarding.ts'
import { world } from '../../site/manifests/manifest-world.ts'
import { address, type Behaviour, misbehaving, rcode } from './misbehaving.ts'

describe('forward', () => {
  it('relays the replies of another kubezone with flags and extended errors', async () => {
    const manifest =
      'apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: shop}\nspec: {clusterIP: 10.96.0.7}\n'
    const upstream = await world({ 'a.yaml': manifest })
    const front = await world({
      Corefile: `. {\n bind 127.0.0.1\n loadbalance\n forward . 127.0.0.1:${upstream.target.port}\n}\n`,
    })
    for (const transport of ['udp', 'tcp'] as const) {
      const reply = await askOver(front.target, { name: 'WEB.shop.svc.cluster.local', type: 'A' }, transport)
      expect(reply).toMatchObject({
        rcode: 'NOERROR',
        answer: ['WEB.shop.svc.cluster.local. 5 IN A 10.96.0.7'],
      })
      expect(reply.flags).toContain('aa')
    }
    const refused = await askOver(front.target, { name: 'example.org', type: 'A', payload: 1232 }, 'udp')
    expect(refused.rcode).toBe('REFUSED')
    expect(refused.edns?.options.map(({ code }) => code)).toEqual([15])
  })

  it('sends its own EDNS, a new id and port for each query, and the spelling of the client', async () => {
    const upstream = await misbehaving(({ query }) => [address(query)])
    const { ask } = await forwarding(`forward . ${upstream.name}`)
    for (let i = 0; i < 8; i++) {
      const reply = await ask({ name: 'wEb.eXample.org', type: 'A', payload: 4096, dnssecOk: true, id: 7 })
      expect(reply).toMatchObject({ id: 7, answer: ['wEb.eXample.org. 5 IN A 10.0.0.1'] })
    }
    expect(new Set(upstream.asked.map(({ port }) => port)).size).toBeGreaterThan(4)
    expect(new Set(upstream.asked.map(({ query }) => query.readUInt16BE(0))).size).toBeGreaterThan(4)
    const [{ query } = { query: Buffer.alloc(0) }] = upstream.asked
    expect(query.toString('latin1')).toContain('\x03wEb\x07eXample')
    expect(query.subarray(-11).toString('hex')).toBe('00002904d0000080000000'.slice(0, 22))
  })

  it('relays the class and the EDNS options for upstreams, including those of rewrite', async () => {
    const upstream = await misbehaving(({ query }) => [rcode(query, 3)])
    const { plugin } = setUp(forward, `forward . ${upstream.name}`)
    expect(plugin?.takesAllClasses).toBe(true)
    await plugin?.start?.()
    onTestFinished(() => plugin?.stop?.())
    const changed = setUp(rewrite, 'rewrite edns0 local set 0xffee hello').plugin
    const handler = before(changed, before(plugin, elsewhere))
    // A cookie, an empty keepalive and padding are not relayed; a client subnet is.
    const options = '000a00081122334455667788000b0000000c0001000008000400010000'
    const reply = await askHandler(handler, { name: 'a.b', type: 'TXT', class: 3, payload: 1232, options })
    expect(reply).toMatchObject({ rcode: 'NXDOMAIN', question: 'a.b. CH TXT' })
    const [{ query } = { query: Buffer.alloc(0) }] = upstream.asked
    expect(query.toString('latin1', 12)).toBe(
      '\x01a\x01b\0\0\x10\0\x03' +
        '\0\0\x29\x04\xd0\0\0\0\0\0\x11' +
        '\0\x08\0\x04\0\x01\0\0' +
        '\xff\xee\0\x05hello',
    )
  })

  it('uses the first directive that covers a name, and passes names of except to the next plugin', async () => {
    const one = await misbehaving(({ query }) => [address(query, 1)])
    const two = await misbehaving(({ query }) => [address(query, 2)])
    const { ask } = await forwarding(
      `forward example.org ${one.name} {\n except a.example.org\n}\nforward org ${two.name} {\n except net.org a.example.org\n}`,
    )
    expect((await ask()).answer).toEqual(['web.example.org. 5 IN A 10.0.0.1'])
    expect((await ask({ name: 'b.org', type: 'A' })).answer).toEqual(['b.org. 5 IN A 10.0.0.2'])
    for (const name of ['x.a.example.org', 'net.org', 'com'])
      expect((await ask({ name, type: 'A' })).rcode).toBe('NXDOMAIN')
  })

  it.each<[string, Behaviour]>([
    ['is silent', () => []],
    ['answers with garbage', () => [Buffer.from('garbage')]],
    [
      'answers other ids',
      ({ query }) => [
        Buffer.concat([Buffer.from([query[0] ?? 0, (query[1] ?? 0) ^ 1]), address(query).subarray(2)]),
      ],
    ],
    [
      'answers other queries',
      ({ query }) => [
        Buffer.concat([
          query.subarray(0, 2),
          address(query).subarray(2, 13),
          Buffer.from('xyz'),
          address(query).subarray(16),
        ]),
      ],
    ],
    ['truncates a record', ({ query }) => [address(query).subarray(0, -2)]],
    [
      'has a forward compression pointer',
      ({ query }) => [
        Buffer.concat([
          address(query).subarray(0, -16),
          Buffer.from('c0ff00010001000000050004', 'hex'),
          Buffer.alloc(4),
        ]),
      ],
    ],
    [
      'floods the client with garbage',
      ({ query }) => Array.from({ length: 100 }, () => address(query).subarray(1)),
    ],
  ])('is SERVFAIL without records where the upstream %s', async (_, behave) => {
    const { reply } = await through(behave)
    expect(reply).toMatchObject({ rcode: 'SERVFAIL', answer: [], authority: [], additional: [] })
  })

  it('retries over TCP after a truncated or malformed reply over UDP', async () => {
    for (const bad of [
      (query: Buffer) => rcode(query, 0, 0x8380),
      (query: Buffer) => address(query).subarray(0, -1),
    ]) {
      const { reply, asked } = await through(({ query, transport }) => [
        transport === 'udp' ? bad(query) : address(query),
      ])
      expect(reply).toMatchObject({ flags: 'qr rd ra', answer: ['web.example.org. 5 IN A 10.0.0.1'] })
      expect(asked.map(({ transport }) => transport)).toEqual(['udp', 'tcp'])
    }
  })

  it('keeps connections, and opens a new one after one is closed', async () => {
    const upstream = await misbehaving(({ query }) => [address(query)])
    const { ask, metric } = await forwarding(`forward . ${upstream.name} {\n force_tcp\n expire 50ms\n}`)
    await Promise.all(['a.org', 'b.org', 'c.org'].map((name) => ask({ name, type: 'A' })))
    expect(metric('coredns_proxy_conn_cache_misses_total')).toBe(1)
    await new Promise((resolve) => void setTimeout(resolve, 120))
    expect((await ask()).rcode).toBe('NOERROR')
    expect(metric('coredns_proxy_conn_cache_misses_total')).toBe(2)
  })

  it('retries without EDNS at servers that do not support it', async () => {
    const { reply } = await through(({ query }) => [
      query.readUInt16BE(10) > 0 ? rcode(query, 1) : address(query),
    ])
    expect(reply.answer).toHaveLength(1)
  })

  it('does not wait for a silent upstream while another answers, and asks it last afterwards', async () => {
    const silent = await misbehaving(() => [])
    const good = await misbehaving(({ query }) => [address(query)])
    const { ask, metric } = await forwarding(`forward . ${silent.name} ${good.name} {\n policy sequential\n}`)
    const begun = performance.now()
    for (let i = 0; i < 10; i++) expect((await ask()).rcode).toBe('NOERROR')
    expect(performance.now() - begun).toBeLessThan(1500)
    expect(metric('kubezone_forward_hedges_total')).toBeLessThan(4)
  })

  it('asks the next upstream or directive after the rcodes of failover and next', async () => {
    const bad = await misbehaving(({ query }) => [rcode(query, 3)])
    const good = await misbehaving(({ query }) => [address(query)])
    const over = await forwarding(
      `forward . ${bad.name} ${good.name} {\n policy sequential\n failover NXDOMAIN\n}`,
    )
    expect((await over.ask()).rcode).toBe('NOERROR')
    const next = await forwarding(`forward . ${bad.name} {\n next NXDOMAIN\n}\nforward . ${good.name}`)
    expect((await next.ask()).rcode).toBe('NOERROR')
    const last = await forwarding(`forward . ${bad.name} {\n failover NXDOMAIN\n next NXDOMAIN\n}`)
    expect((await last.ask()).rcode).toBe('NXDOMAIN')
  })

  it('logs once that an upstream is down, and once that it answers again', async () => {
    let isUp = false
    const upstream = await misbehaving(({ query }) => (isUp ? [address(query)] : [Buffer.from('no')]))
    const { ask, log } = await forwarding(
      `forward . ${upstream.name} {\n max_fails 1\n health_check 10ms no_rec domain example.net\n read_timeout 50ms\n max_connect_attempts 1\n}`,
    )
    await ask()
    await expect.poll(() => log.length, { timeout: 5000 }).toBe(1)
    isUp = true
    await expect.poll(() => log.length, { timeout: 5000 }).toBe(2)
    expect(log[0]).toMatch(
      /^warn plugin\/forward: upstream 127\.0\.0\.1:\d+ \(Corefile:2:11\) does not answer/,
    )
    expect(log[1]).toMatch(/answers again$/)
  }, 15_000)

  it('refuses queries above max_concurrent', async () => {
    const upstream = await misbehaving(() => [])
    const { ask, metric } = await forwarding(
      `forward . ${upstream.name} {\n max_concurrent 1\n read_timeout 50ms\n max_connect_attempts 1\n}`,
    )
    const replies = await Promise.all([ask(), ask({ name: 'other.example.org', type: 'A' })])
    expect(replies.map((one) => one.rcode)).toEqual(['SERVFAIL', 'REFUSED'])
    expect(metric('coredns_forward_max_concurrent_rejects_total')).toBe(1)
  })

  it('counts queries that share one to the upstream, for as long as they wait', async () => {
    const upstream = await misbehaving(() => [])
    const { ask, metric } = await forwarding(
      `forward . ${upstream.name} {\n max_concurrent 2\n read_timeout 50ms\n max_connect_attempts 1\n}`,
    )
    const replies = await Promise.all([ask(), ask(), ask()])
    expect(replies.map((one) => one.rcode)).toEqual(['SERVFAIL', 'SERVFAIL', 'REFUSED'])
    expect(metric('coredns_forward_max_concurrent_rejects_total')).toBe(1)
    expect((await ask()).rcode).toBe('SERVFAIL')
  })

  it('refuses queries whose messages are too large together', async () => {
    const upstream = await misbehaving(() => [])
    const { ask, metric } = await forwarding(
      `forward . ${upstream.name} {\n read_timeout 50ms\n max_connect_attempts 1\n}`,
    )
    // An unknown option of 60,000 octets.
    const options = `fde9ea60${'00'.repeat(60_000)}`
    const fitting = Math.floor(MAX_WAITING_OCTETS / 60_100)
    const large = { ...WEB, payload: 1232, options }
    const replies = await Promise.all(Array.from({ length: fitting + 5 }, () => ask(large, 'tcp')))
    const rcodes = replies.map((one) => one.rcode)
    expect(rcodes.filter((one) => one === 'REFUSED').length).toBeGreaterThanOrEqual(4)
    expect(rcodes.slice(0, fitting - 1)).toEqual(Array.from({ length: fitting - 1 }, () => 'SERVFAIL'))
    expect(metric('coredns_forward_max_concurrent_rejects_total')).toBeGreaterThanOrEqual(4)
    expect((await ask()).rcode).toBe('SERVFAIL')
  })

  it('never asks its own block, and reports the place in the Corefile', async () => {
    const { ask, log } = await forwarding(`forward . 127.0.0.1:${OWN_PORT}`)
    expect((await ask()).rcode).toBe('SERVFAIL')
    expect(log).toEqual([
      expect.stringMatching(/^error Corefile:2:11: error: '127\.0\.0\.1:5300' leads back .*KZ_FORWARD_LOOP/),
    ])
  })

  it('asks another block of the same server, but not its own', async () => {
    const [front, back] = [await freePort(), await freePort()]
    const { log } = await world({
      Corefile: `.:${front} {
 bind 127.0.0.1
 forward example.org 127.0.0.1:${back}
 forward . 127.0.0.1:${front}
}
example.org:${back} {
 bind 127.0.0.1
 hosts {
  10.0.0.1 web.example.org
 }
}
`,
    })
    const target = { address: '127.0.0.1', port: front }
    expect(await askOver(target, WEB, 'udp')).toMatchObject({
      answer: ['web.example.org. 3600 IN A 10.0.0.1'],
    })
    expect((await askOver(target, { name: 'example.net', type: 'A' }, 'udp')).rcode).toBe('SERVFAIL')
    expect(log.filter((line) => line.includes('KZ_FORWARD_LOOP'))).toEqual([
      expect.stringContaining('Corefile:4:12: error'),
    ])
  })

  it('follows a file of name servers, and keeps the last ones if it becomes empty', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'kubezone-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    const file = join(folder, 'resolv.conf')
    writeFileSync(file, 'search a.b\nnameserver 192.0.2.1\nnameserver fe80::1%eth0\n')
    const { plugin, log } = setUp(forward, `forward . ${file}`)
    await plugin?.start?.()
    onTestFinished(() => plugin?.stop?.())
    writeFileSync(file, 'nameserver 192.0.2.2 # new\n')
    await plugin?.refresh?.()
    writeFileSync(file, '')
    await plugin?.refresh?.()
    expect(log).toEqual(['info plugin/forward: the upstreams of Corefile:2:1 are now 192.0.2.2:53'])
  })

  it('measures the duration of answers by upstream and rcode over all directives, as CoreDNS does', async () => {
    const upstream = await misbehaving(({ query }) => [
      query.includes('no') ? rcode(query, 3) : address(query),
    ])
    const { target, app } = await world(
      {
        Corefile: `. {\n bind 127.0.0.1\n prometheus\n forward no ${upstream.name}\n forward . ${upstream.name}\n}\na {\n bind 127.0.0.1\n forward . ${upstream.name}\n}\n`,
      },
      { pagePorts: { metrics: 0 } },
    )
    for (const name of ['no', 'yes', 'a']) await askOver(target, { name, type: 'A' }, 'udp')
    const { body } = await fetchPage(urlOf(app.pages, '/metrics'))
    const figures = body.split('\n').filter((line) => line.includes('coredns_proxy_request_duration_seconds'))
    const labels = (rest: string): string => `{proxy_name="forward",to="${upstream.name}",${rest}}`
    expect(figures).toContain('# TYPE coredns_proxy_request_duration_seconds histogram')
    for (const [rcodeText, count] of [
      ['NXDOMAIN', 1],
      ['NOERROR', 2],
    ] as const) {
      const [infinite, all] = [labels(`rcode="${rcodeText}",le="+Inf"`), labels(`rcode="${rcodeText}"`)]
      expect(figures).toContain(`coredns_proxy_request_duration_seconds_bucket${infinite} ${count}`)
      expect(figures).toContain(`coredns_proxy_request_duration_seconds_count${all} ${count}`)
    }
    expect(figures.filter((line) => line.includes('_bucket') && line.includes('NOERROR'))).toHaveLength(17)
    expect(body).toContain(`coredns_proxy_conn_cache_hits_total${labels('proto="tcp"')} 0`)
  })

  it('reports every wrong word at once', () => {
    const text = `forward . 10.0.0.1 quic://9.9.9.9 10.0.0.256 1.1.1.1:70000 {
 policy fastest
 max_fails -1
 expire 5
 next BOGUS
 failover NOERROR
 source_address here
 health_check 1s domain
 tls
 bogus
}`
    expect(setUp(forward, text).places).toEqual([
      '1:20 VALUE',
      '1:35 VALUE',
      '1:46 VALUE',
      '2:9 VALUE',
      '3:12 VALUE',
      '4:9 VALUE',
      '5:7 VALUE',
      '6:11 VALUE',
      '7:17 VALUE',
      '8:18 VALUE',
      '10:2 OPTION',
      '9:2 IGNORED',
    ])
    expect(setUp(forward, 'forward .').places).toEqual(['1:1 ARGUMENTS'])
  })
})
