import { createServer } from 'node:http'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Plugin } from '../../../src/chain/plugin.ts'
import { Query } from '../../../src/chain/query.ts'
import { Request } from '../../../src/wire/request.ts'
import { mergeMetrics } from '../../../src/block/metric-family.ts'
import { prometheus } from '../../../src/directives/observe/prometheus/prometheus.ts'
import { DURATION_BOUNDS, RouteCounters } from '../../../src/block/route-counters.ts'
import { ServerStatus } from '../../../src/block/server-status.ts'
import { ask, encodeQuery } from '../../support/ask.ts'
import { setUp } from '../../support/block.ts'
import { fetchPage, urlOf } from '../../support/fetch-page.ts'
import { openWorld, type World } from '../../support/world.ts'

const SERVICE = `apiVersion: v1
kind: Service
metadata: {name: web, namespace: default}
spec: {clusterIP: 10.96.0.20, ports: [{port: 80, name: http}]}
`
const COREFILE = 'cluster.local:0 {\n bind 127.0.0.1\n prometheus\n errors\n kubernetes\n}\n'

async function open(files: Readonly<Record<string, string>>): Promise<World> {
  const world = await openWorld(files, { pagePorts: { metrics: 0 }, version: '1.2.3' })
  onTestFinished(async () => world.close())
  return world
}

async function scrape(world: World): Promise<string[]> {
  const { status, type, body } = await fetchPage(urlOf(world.app.pages, '/metrics'))
  expect([status, type]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8'])
  return body.split('\n')
}

/** The value of a sample, by its name and labels. */
async function value(world: World, sample: string): Promise<number | null> {
  const line = (await scrape(world)).find((one) => one.startsWith(`${sample} `))
  return line === undefined ? null : Number(line.slice(sample.length + 1))
}

const claimOf = (text: string) => setUp(prometheus, text).block.pages[0]?.at

/** A plugin with a metric. */
const caching = (zone: string, amount: number): Plugin => ({
  name: 'cache',
  metrics: () => [
    {
      name: 'coredns_cache_hits_total',
      help: 'Hits.',
      type: 'counter',
      samples: [{ labels: { zone }, value: amount }],
    },
  ],
})

describe('prometheus', () => {
  it("counts queries and replies under CoreDNS's names", async () => {
    const world = await open({ Corefile: COREFILE, 'web.yaml': SERVICE })
    const name = 'web.default.svc.cluster.local'
    for (let i = 0; i < 3; i++) await ask(world.target, { name, type: 'A' })
    await ask(world.target, { name, type: 'A' }, 'tcp')
    await ask(world.target, { name, type: 'NAPTR', payload: 1232, dnssecOk: true })
    await ask(world.target, { name: `no.${name}`, type: 'AAAA' })
    await ask(world.target, { name: 'example.org', type: 'A' })
    const at = 'server="dns://127.0.0.1:0",zone="cluster.local.",view=""'
    const dropped = 'server="dns://127.0.0.1:0",zone="dropped",view=""'
    const lines = await scrape(world)
    for (const line of [
      `coredns_dns_requests_total{${at},proto="udp",family="1",type="A"} 3`,
      `coredns_dns_requests_total{${at},proto="tcp",family="1",type="A"} 1`,
      `coredns_dns_requests_total{${at},proto="udp",family="1",type="AAAA"} 1`,
      `coredns_dns_requests_total{${at},proto="udp",family="1",type="other"} 1`,
      `coredns_dns_requests_total{${dropped},proto="udp",family="1",type="A"} 1`,
      `coredns_dns_responses_total{${at},rcode="NOERROR",plugin=""} 5`,
      `coredns_dns_responses_total{${at},rcode="NXDOMAIN",plugin=""} 1`,
      `coredns_dns_responses_total{${dropped},rcode="REFUSED",plugin=""} 1`,
      `coredns_dns_do_requests_total{${at}} 1`,
      `coredns_dns_request_duration_seconds_count{${at}} 6`,
      `coredns_dns_request_duration_seconds_bucket{${at},le="+Inf"} 6`,
      `coredns_dns_request_size_bytes_count{${at},proto="udp"} 5`,
      `coredns_dns_request_size_bytes_bucket{${at},proto="tcp",le="100"} 1`,
      `coredns_dns_response_size_bytes_count{${at},proto="tcp"} 1`,
      `coredns_plugin_enabled{server="dns://127.0.0.1:0",zone="cluster.local.",view="",name="kubernetes"} 1`,
      'coredns_panics_total 0',
      'coredns_reload_failed_total 0',
      'kubezone_files 1',
      '# TYPE coredns_dns_requests_total counter',
      '# TYPE coredns_dns_request_duration_seconds histogram',
    ])
      expect(lines).toContain(line)
    const text = lines.join('\n')
    expect(text).toMatch(/^coredns_build_info\{version="1\.2\.3",.*\} 1$/m)
    expect(text).toMatch(/^coredns_reload_version_info\{hash="sha512",value="[0-9a-f]{128}"\} 1$/m)
    expect(text).toMatch(/^kubezone_names \d+$/m)
    expect(text).toMatch(/^process_resident_memory_bytes \d+$/m)
    const sum = await value(world, `coredns_dns_request_size_bytes_sum{${at},proto="tcp"}`)
    expect(sum).toBe(encodeQuery({ name, type: 'A' }).length)
  })

  it('distinguishes the metrics of directives by server and view, as CoreDNS does', async () => {
    const pod = `apiVersion: v1
kind: Pod
metadata: {name: client, namespace: shop}
status: {phase: Running, podIP: 127.0.0.1, podIPs: [{ip: 127.0.0.1}]}
`
    const block = `.:0 {
 bind 127.0.0.1
 view inside {
  expr type() in ['A']
 }
 prometheus
 kubernetes cluster.local {
  pods verified
 }
 autopath @kubernetes
 template IN A example.org {
  answer "{{ .Name }} 60 A 192.0.2.1"
 }
 cache 30 example.net example.com
 forward . 127.0.0.1:1
}
`
    const world = await open({ Corefile: block, 'pod.yaml': pod })
    await ask(world.target, { name: 'www.example.org.shop.svc.cluster.local', type: 'A' })
    await ask(world.target, { name: 'www.example.net', type: 'A' })
    const lines = await scrape(world)
    const at = 'server="dns://127.0.0.1:0"'
    for (const line of [
      `coredns_autopath_success_total{${at}} 1`,
      `kubezone_autopath_failures_total{${at}} 0`,
      `coredns_template_matches_total{${at},view="inside",zone="example.org.",class="IN",type="A"} 1`,
      `coredns_cache_misses_total{${at},view="inside",zones="example.net.,example.com."} 1`,
      `coredns_cache_entries{${at},view="inside",zones="example.net.,example.com.",type="success"} 0`,
    ])
      expect(lines).toContain(line)
  })

  it('counts queries over IPv6 as family 2', async () => {
    const world = await open({
      Corefile: COREFILE.replace('bind 127.0.0.1', 'bind ::1'),
      'web.yaml': SERVICE,
    })
    await ask(world.target, { name: 'web.default.svc.cluster.local', type: 'A' })
    expect(
      await value(
        world,
        'coredns_dns_requests_total{server="dns://[::1]:0",zone="cluster.local.",view="",proto="udp",family="2",type="A"}',
      ),
    ).toBe(1)
  })

  it('exports the delay of edits and the number of logged diagnostics', async () => {
    const world = await open({ Corefile: COREFILE, 'web.yaml': SERVICE })
    expect(await value(world, 'kubezone_edit_visible_seconds_count')).toBe(0)
    world.write('web.yaml', SERVICE.replace('10.96.0.20', '10.96.0.21'))
    await expect.poll(() => value(world, 'kubezone_edit_visible_seconds_count'), { timeout: 5000 }).toBe(1)
    expect(await value(world, 'kubezone_edit_visible_seconds_sum')).toBeGreaterThan(0.02)
    world.write('web.yaml', 'kind: [')
    await expect
      .poll(() => value(world, 'kubezone_diagnostics_total{severity="error"}'), { timeout: 5000 })
      .toBe(1)
  })

  it('keeps counting over a reload, drops removed zones, and counts failed reloads', async () => {
    const world = await open({ Corefile: COREFILE, 'web.yaml': SERVICE })
    const name = 'web.default.svc.cluster.local'
    const asked =
      'coredns_dns_requests_total{server="dns://127.0.0.1:0",zone="cluster.local.",view="",proto="udp",family="1",type="A"}'
    await ask(world.target, { name, type: 'A' })
    world.write('Corefile', COREFILE.replace(' errors\n', ' log\n errors\n'))
    await world.app.reload()
    await ask(world.target, { name, type: 'A' })
    expect(await value(world, asked)).toBe(2)
    expect(await value(world, 'kubezone_reloads_total')).toBe(1)
    world.write('Corefile', COREFILE.replace('errors', 'erors'))
    await world.app.reload()
    await ask(world.target, { name, type: 'A' })
    expect(await value(world, asked)).toBe(3)
    expect(await value(world, 'coredns_reload_failed_total')).toBe(1)
    expect(await value(world, 'kubezone_last_reload_successful')).toBe(0)
    world.write('Corefile', COREFILE.replace('cluster.local', 'cluster.test'))
    await world.app.reload()
    expect(await value(world, asked)).toBe(null)
    expect(await value(world, 'kubezone_last_reload_successful')).toBe(1)
  })

  it('reports a port that is in use', async () => {
    const taken = createServer().listen(0, '127.0.0.1')
    onTestFinished(() => void taken.close())
    await new Promise((resolve) => taken.once('listening', resolve))
    const bound = taken.address()
    const port = typeof bound === 'object' && bound !== null ? bound.port : 0
    const opening = openWorld({ Corefile: COREFILE }, { pagePorts: { metrics: port } })
    await expect(opening).rejects.toMatchObject({
      diagnostics: [{ code: 'KZ_COREFILE_LISTEN', line: 3, column: 2 }],
    })
  })

  it('serves localhost:9153 by default, or its address', () => {
    expect(claimOf('prometheus')).toEqual({ address: '127.0.0.1', port: 9153 })
    expect(claimOf('prometheus :9153')).toEqual({ address: '', port: 9153 })
    expect(
      setUp(prometheus, 'prometheus a b {\n tls x\n runtime_metrics all\n labels\n}\nprometheus').places,
    ).toEqual(['6:1 OPTION', '1:14 ARGUMENTS', '1:12 VALUE', '2:2 NOT_SERVED', '3:2 IGNORED', '4:2 OPTION'])
  })

  it('adds up equal metrics of plugins in several blocks', async () => {
    const server = new ServerStatus()
    server.plugins = [caching('a.', 1), caching('b.', 2), caching('a.', 4)]
    const { plugin, block } = setUp(prometheus, 'prometheus', { server })
    const [claim] = block.pages
    expect(await claim?.serve(new URLSearchParams())).toMatchObject({ status: 503 })
    await plugin?.start?.()
    const page = await claim?.serve(new URLSearchParams())
    expect(page?.body).toContain(
      'coredns_cache_hits_total{zone="a."} 5\ncoredns_cache_hits_total{zone="b."} 2\n',
    )
    expect(mergeMetrics([])).toEqual([])
  })
})

describe('the counters of a zone', () => {
  it('put a duration into the bucket of the first bound that it does not exceed', () => {
    for (const [milliseconds, bound] of [
      [0.01, 0],
      [0.26, 1],
      [0.74, 2],
      [3.5, 4],
      [4000, 14],
      [60_000, DURATION_BOUNDS.length],
    ] as const) {
      const counters = new RouteCounters({ server: '', view: '', zone: '.', isIPv6: false, plugins: [] })
      const request = new Request()
      request.parse(encodeQuery({ name: 'a', type: 'A' }))
      counters.replied(new Query(request), 100, 0, milliseconds)
      expect(
        [...counters.durations].findIndex((count) => count > 0),
        String(milliseconds),
      ).toBe(bound)
      expect(counters.milliseconds).toBeGreaterThanOrEqual(milliseconds)
    }
  })
})
