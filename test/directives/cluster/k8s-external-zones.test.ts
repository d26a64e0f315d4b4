/** The zones of `k8s_external`: apex, reverse zones, edits, transfers, reloads and load balancers. */
import { describe, expect, test } from 'vitest'
import { ask } from '../../support/ask.ts'
import { transfer } from '../../support/transfer.ts'
import type { World } from '../../support/world.ts'
import { look, lookAll, MANIFESTS, serve, service, type Spec } from './external-world.ts'
import { changes, said } from '../../site/manifests/manifest-world.ts'

async function serialOf(one: World, zone: string): Promise<string | undefined> {
  const { answer } = await ask(one.target, { name: zone, type: 'SOA' })
  return answer[0]?.split(' ')[6]
}

/** A service with this server as its endpoint. */
function behind(spec: Spec): string {
  // A pod from a cluster: an address that is stated elsewhere may not be on loopback.
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'dns', namespace: 'shop', labels: { app: 'dns' } },
    status: { phase: 'Running', podIP: '127.0.0.1' },
  }
  return `${service('kube-dns', { ...spec, selector: { app: 'dns' } })}\n---\n${JSON.stringify(pod)}`
}

function web(clusterIP: string, ...externalIPs: readonly string[]): string {
  return service('web', { clusterIP, externalIPs })
}

function pending(...names: readonly string[]): string {
  return names.map((name) => service(name, { type: 'LoadBalancer', clusterIP: '10.96.7.1' })).join('\n---\n')
}

describe('the apex', () => {
  test('names the server below the apex name, with its addresses', async () => {
    await lookAll(await serve(), {
      'example.com. NS': ['example.com. NS ns1.dns', '+ ns1.dns A 127.0.0.1'],
      'example.com. A': 'NODATA',
      'dns NS': 'NODATA',
      'dns A': 'NODATA',
      'ns1.dns A': 'ns1.dns A 127.0.0.1',
      'ns1.dns AAAA': 'NODATA',
      'ns1.dns SRV': 'NODATA',
      'ns2.dns A': 'NXDOMAIN',
      'x.ns1.dns A': 'NXDOMAIN',
    })
  })

  test('has the name and TTL of the options, and hides a namespace of that name', async () => {
    const manifests = [
      service('ns1', { externalIPs: ['192.0.2.1'] }, [], 'infra'),
      service('other', { externalIPs: ['192.0.2.2'] }, [], 'infra'),
      service('ns1', { externalIPs: ['192.0.2.3'] }, [], 'dns'),
    ].join('\n---\n')
    const one = await serve({
      external: 'example.com {\n apex Infra\n ttl 900\n }',
      kubernetes: '',
      manifests,
    })
    const soa = 'example.com. 900 SOA ns1.infra hostmaster.infra'
    const reply = await look(one, 'example.com. SOA')
    expect(reply[0]).toMatch(new RegExp(`^${soa} \\d+ 7200 1800 86400 900$`))
    await lookAll(one, {
      'example.com. NS': ['example.com. 900 NS ns1.infra', '+ ns1.infra 900 A 127.0.0.1'],
      'ns1.infra A': 'ns1.infra 900 A 127.0.0.1',
      'ns1.dns A': 'ns1.dns 900 A 192.0.2.3',
    })
    expect((await look(one, 'other.infra A'))[0]).toMatch(/^NXDOMAIN/)
  })

  test('has the external addresses of the service whose endpoint is this server', async () => {
    const one = await serve({
      external: 'example.com {\n headless\n }',
      manifests: behind({ externalIPs: ['192.0.2.53', '192.0.2.54'] }),
    })
    await lookAll(one, {
      'example.com. NS': ['example.com. NS ns1.dns', '+ ns1.dns A 192.0.2.53', '+ ns1.dns A 192.0.2.54'],
    })
    await changes(one, ['all.yaml', behind({ clusterIP: '10.96.0.10' })])
    await lookAll(one, { 'ns1.dns A': 'ns1.dns A 127.0.0.1' })
  })
})

describe('reverse zones', () => {
  const external = 'other.test example.com 192.0.2.0/24 2001:db8::/32'

  test('map external addresses to names in the first zone', async () => {
    const shared = service('shared', { externalIPs: ['192.0.2.1', '203.0.113.1'] })
    await lookAll(await serve({ external, manifests: `${MANIFESTS}\n---\n${shared}` }), {
      '11.2.0.192.in-addr.arpa. PTR': '11.2.0.192.in-addr.arpa. PTR lb.shop.other.test.',
      '1.2.0.192.in-addr.arpa. PTR': [
        '1.2.0.192.in-addr.arpa. PTR shared.shop.other.test.',
        '1.2.0.192.in-addr.arpa. PTR web.shop.other.test.',
      ],
      [`6.${'0.'.repeat(23)}8.b.d.0.1.0.0.2.ip6.arpa. PTR`]: `6.${'0.'.repeat(23)}8.b.d.0.1.0.0.2.ip6.arpa. PTR six.shop.other.test.`,
      // Outside the zones of k8s_external: kubernetes answers for cluster IPs.
      '1.7.96.10.in-addr.arpa. PTR': '1.7.96.10.in-addr.arpa. PTR web.shop.svc.cluster.local.',
    })
  })

  test('answer alike for every type, without names of hidden namespaces', async () => {
    const one = await serve({ external })
    const verdict = async (name: string, type: string) =>
      (await look(one, `${name} ${type}`))[0]?.split(' ')[0]
    expect(await verdict('11.2.0.192.in-addr.arpa.', 'A')).toBe('NOERROR')
    expect(await verdict('99.2.0.192.in-addr.arpa.', 'PTR')).toBe('NXDOMAIN')
    expect(await verdict('99.2.0.192.in-addr.arpa.', 'A')).toBe('NXDOMAIN')
    await lookAll(one, {
      '2.0.192.in-addr.arpa. NS': [
        '2.0.192.in-addr.arpa. NS ns1.dns.2.0.192.in-addr.arpa.',
        '+ ns1.dns.2.0.192.in-addr.arpa. A 127.0.0.1',
      ],
    })
  })
})

describe('an edit', () => {
  test('is visible at once, with a new serial if records differ', async () => {
    const one = await serve({
      external: 'example.com 192.0.2.0/24',
      manifests: web('10.96.7.1', '192.0.2.1'),
    })
    const serials = async () =>
      Promise.all(
        ['cluster.local.', 'example.com.', '2.0.192.in-addr.arpa.'].map(async (zone) => serialOf(one, zone)),
      )
    const first = await serials()
    await changes(one, ['all.yaml', web('10.96.7.1', '192.0.2.1', '198.51.100.2')])
    await lookAll(one, { 'web.shop A': ['web.shop A 192.0.2.1', 'web.shop A 198.51.100.2'] })
    const second = await serials()
    expect(second.map((serial, i) => serial === first[i])).toEqual([true, false, true])
    await changes(one, ['all.yaml', web('10.96.7.9', '192.0.2.1', '198.51.100.2')])
    const third = await serials()
    expect(third.map((serial, i) => serial === second[i])).toEqual([false, true, true])
    await changes(one, ['all.yaml', null])
    await lookAll(one, { 'web.shop A': 'NXDOMAIN', 'shop A': 'NXDOMAIN' })
    expect((await look(one, '1.2.0.192.in-addr.arpa. PTR'))[0]).toMatch(/^NXDOMAIN/)
  })
})

describe('secondaries', () => {
  test('get all records by AXFR and changes by IXFR', async () => {
    const one = await serve({ manifests: web('10.96.7.1', '192.0.2.1'), more: 'transfer {\n to *\n}' })
    const records = async (serial?: number): Promise<readonly string[]> => {
      const { records: all } = await transfer(one.target, 'example.com.', serial)
      return all.filter((line) => !line.includes(' IN SOA '))
    }
    // As in CoreDNS: the transfer has no addresses at the names of ports.
    expect(await records()).toEqual([
      'example.com. 5 IN NS ns1.dns.example.com.',
      'ns1.dns.example.com. 5 IN A 127.0.0.1',
      'web.shop.example.com. 5 IN A 192.0.2.1',
      'web.shop.example.com. 5 IN SRV 0 100 80 web.shop.example.com.',
      '_http._tcp.web.shop.example.com. 5 IN SRV 0 100 80 web.shop.example.com.',
    ])
    const before = Number(await serialOf(one, 'example.com.'))
    await changes(one, ['all.yaml', web('10.96.7.1', '192.0.2.2')])
    expect(await records(before)).toEqual([
      'web.shop.example.com. 5 IN A 192.0.2.1',
      'web.shop.example.com. 5 IN A 192.0.2.2',
    ])
  })

  test('get addresses at the names of ports with complete', async () => {
    const more = 'transfer {\n to *\n complete\n}'
    const one = await serve({ manifests: web('10.96.7.1', '192.0.2.1'), more })
    const { records } = await transfer(one.target, 'example.com.')
    expect(records).toContain('_http._tcp.web.shop.example.com. 5 IN A 192.0.2.1')
  })

  test('get a zone that kubernetes has, too, with the records that queries get', async () => {
    const external = 'example.com in-addr.arpa'
    const one = await serve({
      external,
      manifests: web('10.96.7.1', '192.0.2.1'),
      more: 'transfer {\n to *\n}',
    })
    const { records } = await transfer(one.target, 'in-addr.arpa.')
    expect(records.filter((line) => line.includes(' PTR '))).toEqual([
      '1.2.0.192.in-addr.arpa. 5 IN PTR web.shop.example.com.',
    ])
    expect(records[0]).toContain(' SOA ns1.dns.in-addr.arpa. ')
  })
})

describe('a reload', () => {
  test('continues the serial and applies the new options', async () => {
    const one = await serve({ manifests: web('10.96.7.1', '192.0.2.1') })
    // So many edits that the serial is ahead of the clock.
    for (const octet of [2, 3, 4, 5]) {
      await changes(one, ['all.yaml', web('10.96.7.1', `192.0.2.${octet}`)])
    }
    const before = Number(await serialOf(one, 'example.com.'))
    const Corefile = '. {\n k8s_external example.com {\n ttl 9\n }\n kubernetes cluster.local\n}\n'
    one.write('Corefile', Corefile)
    await one.app.reload()
    await lookAll(one, { 'web.shop A': 'web.shop 9 A 192.0.2.5' })
    expect(Number(await serialOf(one, 'example.com.'))).toBeGreaterThan(before)
    // The zones before the reload are released: one change logs one line, for one zone.
    await changes(one, ['all.yaml', web('10.96.7.1', '192.0.2.6')])
    expect(said(one, /changed:/).at(-1)).toMatch(
      /^changed: all\.yaml: example\.com\. serial \d+, \d+ names \(/,
    )
  })
})

describe('load balancers without a status', () => {
  test('have an allocated address', async () => {
    const one = await serve({ kubernetes: 'lb_cidr 192.0.2.64/30', manifests: pending('a') })
    expect((await look(one, 'a.shop A'))[0]).toMatch(/^a\.shop A 192\.0\.2\.6[56]$/)
  })

  test('are SERVFAIL with a reason while the range is full, only in external zones', async () => {
    const one = await serve({ kubernetes: 'lb_cidr 192.0.2.64/30', manifests: pending('a', 'b', 'c') })
    const reply = await ask(one.target, { name: 'c.shop.example.com.', type: 'A', payload: 1232 })
    expect(reply.rcode).toBe('SERVFAIL')
    expect(reply.edns?.options.map(({ data }) => data.toString('utf8', 2))).toEqual([
      'shop/c has no external address: the load balancer range is full',
    ])
    expect(await look(one, '_http._tcp.c.shop SRV')).toEqual(['SERVFAIL', 'flags qr rd'])
    expect((await look(one, 'c.shop.svc.cluster.local. AAAA'))[0]).toMatch(/^NOERROR cluster\.local\./)
    await changes(one, ['all.yaml', pending('b', 'c')])
    expect((await look(one, 'c.shop A'))[0]).toMatch(/^c\.shop A 192\.0\.2\.6[56]$/)
  })
})
