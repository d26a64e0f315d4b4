/**
 * Allocated addresses while files come and go: which objects keep them, move, or get none, and the
 * diagnostics.
 */
import { expect, test } from 'vitest'
import { serviceKey } from '../../../src/kube/model/keys.ts'
import { addressOf, corefile, deployment, look, said, service, statefulSet } from './handed-out.ts'
import { changes, said as saidInFull, world } from './manifest-world.ts'

test('an address stays while its service does, and moves only for one that states it', async () => {
  const one = await world({ 'web.yaml': service('web') })
  expect(await addressOf(one, 'web')).toBe('10.96.117.221')
  await changes(one, ['web.yaml', service('web', 'selector: {app: web}') + service('x')])
  expect(await addressOf(one, 'web')).toBe('10.96.117.221')
  await changes(one, ['other.yaml', service('other', 'clusterIP: 10.96.117.221')])
  const moved = await addressOf(one, 'web')
  expect(moved).not.toBe('10.96.117.221')
  expect(await addressOf(one, 'other')).toBe('10.96.117.221')
  await expect
    .poll(() => said(one, /KZ_SERVICE_ADDRESS_MOVED/))
    .toEqual([
      `web.yaml:1:1: info: Service default/web moves from 10.96.117.221 to ${moved}, because Service default/other states that address`,
    ])
  // It does not move back: that would change the name of an unchanged object once more.
  await changes(one, ['other.yaml', null])
  expect(await addressOf(one, 'web')).toBe(moved)
})

test('a service that states its allocated address does not move', async () => {
  const one = await world({ 'web.yaml': service('web') })
  await changes(one, ['web.yaml', service('web', 'clusterIP: 10.96.117.221') + service('x')])
  expect(await addressOf(one, 'web')).toBe('10.96.117.221')
  expect(said(one, /KZ_SERVICE_ADDRESS_MOVED/)).toEqual([])
})

test('an address for an unknown service is reported with a suggestion', async () => {
  const clusterIPs = new Map([[serviceKey('default', 'wbe'), ['172.20.0.5']]])
  const one = await world({ 'web.yaml': service('web') }, { apply: { clusterIPs } })
  expect(saidInFull(one, /KZ_SERVICE_OVERRIDE_UNUSED/)).toEqual([
    'cluster_ip default/wbe: warning: no manifest states a Service default/wbe, so its cluster IP is not used (did you mean "default/web") [KZ_SERVICE_OVERRIDE_UNUSED]',
  ])
})

test('in a full range a name is SERVFAIL with the reason, until an address is free', async () => {
  const names = Array.from({ length: 6 }, (_, i) => `s${i}`)
  const one = await world({
    Corefile: corefile('service_cidr 10.9.0.0/29', 'no_builtin_services'),
    'all.yaml': names
      .slice(0, 5)
      .map((name) => service(name))
      .join(''),
  })
  const given = await Promise.all(names.slice(0, 5).map(async (name) => addressOf(one, name)))
  // The first address is that of the API server, even if it is not served.
  expect(given.toSorted()).toEqual([2, 3, 4, 5, 6].map((host) => `10.9.0.${host}`))
  const alias = service('alias', 'type: ExternalName, externalName: s5.default.svc.cluster.local')
  await changes(one, ['late.yaml', `# none left\n${service('s5')}${alias}`])
  const reply = await look(one, 's5')
  expect(reply.rcode).toBe('SERVFAIL')
  const [error] = reply.edns?.options ?? []
  expect(error?.code).toBe(15)
  expect(error?.data.toString('utf8', 2)).toBe('default/s5 has no address: the service range is full')
  for (const [name, type] of [
    ['s5', 'AAAA'],
    ['s5', 'SRV'],
    ['_http._tcp.s5', 'SRV'],
  ] as const) {
    expect((await look(one, name, type)).rcode).toBe('SERVFAIL')
  }
  const aliased = await look(one, 'alias')
  expect([aliased.rcode, aliased.answer.length, aliased.edns?.options.length]).toEqual(['SERVFAIL', 1, 1])
  expect(await addressOf(one, 's4')).toBe(given[4])
  expect(await addressOf(one, 's6')).toBe('NXDOMAIN')
  expect(said(one, /KZ_SERVICE_RANGE_FULL/)).toEqual([
    'late.yaml:2:1: error: Service default/s5 gets no IPv4 address: 10.9.0.0/29 is full',
  ])
  await changes(one, [
    'all.yaml',
    names
      .slice(1, 5)
      .map((name) => service(name))
      .join(''),
  ])
  expect(await addressOf(one, 's5')).toBe(given[0])
  expect(await addressOf(one, 's1')).toBe(given[1])
})

test('an address that a service does not state any more is allocated, too', async () => {
  const stated = [1, 2, 3, 4, 5, 6].map((host) => service(`s${host}`, `clusterIP: 10.9.0.${host}`)).join('')
  const one = await world({
    Corefile: corefile('service_cidr 10.9.0.0/29', 'no_builtin_services'),
    'all.yaml': stated,
    'late.yaml': service('late'),
  })
  expect(await addressOf(one, 'late')).toBe('SERVFAIL')
  await changes(one, ['all.yaml', stated.replaceAll('10.9.0.4', '10.99.0.4')])
  expect(await addressOf(one, 'late')).toBe('10.9.0.4')
})

test('the first and the last address of the range are not served, and are reported', async () => {
  const one = await world({
    Corefile: corefile('service_cidr 10.9.0.0/24', 'no_builtin_services'),
    'all.yaml': service('a', 'clusterIP: 10.9.0.0') + service('b', 'clusterIP: 10.9.0.255'),
  })
  expect(await addressOf(one, 'a')).toBe('SERVFAIL')
  expect(await addressOf(one, 'b')).toBe('SERVFAIL')
  expect(said(one, /KZ_SERVICE_ADDRESS_EXCLUDED/)).toEqual([
    'all.yaml:1:1: error: Service default/a has the clusterIP 10.9.0.0, which no service of the range 10.9.0.0/24 can have: it is not served',
    'all.yaml:6:1: error: Service default/b has the clusterIP 10.9.0.255, which no service of the range 10.9.0.0/24 can have: it is not served',
  ])
  await changes(one, ['all.yaml', service('a', 'clusterIP: 10.9.0.1')])
  expect(await addressOf(one, 'a')).toBe('10.9.0.1')
})

test('pods without an address are missing in their service, and are reported', async () => {
  const one = await world({
    Corefile: corefile('pod_cidr 10.8.0.0/29', 'no_builtin_services'),
    'db.yaml': statefulSet(8),
  })
  expect((await look(one, 'db')).answer).toHaveLength(6)
  expect(said(one, /KZ_POD_RANGE_FULL/)).toEqual([
    'db.yaml:6:1: error: StatefulSet default/db has pods without an address: 10.8.0.0/29 is full',
  ])
  await changes(one, ['db.yaml', statefulSet(3)])
  expect((await look(one, 'db')).answer).toHaveLength(3)
})

test('pods beyond the limit are not made, and very many pods are reported', async () => {
  const names = Array.from({ length: 3 }, (_, i) => `d${String(i).padStart(2, '0')}`)
  const one = await world({
    Corefile: corefile('pod_cidr 11.0.0.0/8'),
    'many.yaml': names.map((name) => deployment(name, 10_000)).join(''),
  })
  expect(said(one, /KZ_POD_LIMIT/)).toEqual([
    'many.yaml:11:1: error: Deployment default/d02 gets no pods: its 10000 pods would exceed the limit of 20200 of all workloads',
  ])
  expect(said(one, /KZ_POD_MANY/)).toHaveLength(1)
}, 30_000)

test('a headless service whose endpoints are too many is SERVFAIL, and is reported', async () => {
  const ports = Array.from({ length: 100 }, (_, i) => `{name: p${i}, port: ${i + 1}}`).join()
  const selecting = ['s0', 's1']
    .map((name) =>
      service(name, `clusterIP: None, selector: {app: d}`).replace(/ports: \[.*?\]/, `ports: [${ports}]`),
    )
    .join('')
  const one = await world({
    Corefile: corefile('pod_cidr 11.0.0.0/8', 'no_builtin_services'),
    'many.yaml': deployment('d', 300) + selecting,
  })
  expect(said(one, /KZ_SERVICE_ENDPOINTS/)).toEqual([
    'many.yaml:11:1: error: Service default/s1 gets no endpoints: with its 30000, one for each pod and port, all services together would have more than 40100',
  ])
  expect(await addressOf(one, 's1')).toBe('SERVFAIL')
  expect((await look(one, 's0')).rcode).toBe('NOERROR')
  await changes(one, ['many.yaml', deployment('d', 3) + selecting])
  expect((await look(one, 's1')).answer).toHaveLength(3)
}, 30_000)

test('a load balancer without a status address gets one if there is a range for them', async () => {
  const type = 'type: LoadBalancer'
  const one = await world({
    Corefile: corefile('lb_cidr 192.0.2.0/30', 'service_cidr 10.9.0.0/24'),
    'lb.yaml': service('a', type) + service('b', type) + service('c', type),
  })
  expect(await addressOf(one, 'a')).toMatch(/^10\.9\.0\./)
  expect(said(one, /KZ_SERVICE_RANGE_FULL/)).toEqual([
    'lb.yaml:11:1: error: Service default/c gets no IPv4 address: 192.0.2.0/30 is full',
  ])
  // The external address is missing; the service has its cluster IP.
  expect(await addressOf(one, 'c')).toMatch(/^10\.9\.0\./)
  await changes(one, [
    'lb.yaml',
    ['a', 'b', 'c'].map((name) => service(name, `${type}, clusterIP: 10.9.0.9`)).join(''),
  ])
  expect((await look(one, 'c', 'AAAA')).rcode).toBe('NOERROR')
})

test('a family without a range is an error, and the other one is served', async () => {
  const one = await world({
    Corefile: corefile('service_cidr 10.96.0.0/12'),
    'a.yaml': service('two', 'ipFamilyPolicy: RequireDualStack') + service('six', 'ipFamilies: [IPv6]'),
  })
  expect(await addressOf(one, 'two')).toMatch(/^10\./)
  expect(await addressOf(one, 'six')).toBe('NOERROR')
  expect(said(one, /KZ_SERVICE_FAMILY/).map((line) => line.replace(/:.*asks for/, ' asks for'))).toEqual([
    'a.yaml asks for ipFamilies IPv6, but no IPv6 service range is configured: it gets no IPv6 address',
    'a.yaml asks for RequireDualStack, but no IPv6 service range is configured: it gets no IPv6 address',
  ])
})

test('a host that does not resolve is an error, and its service gets an allocated address', async () => {
  const text = service('web').replace(
    '{name: web}',
    '{name: web, annotations: {kubezone.dev/cluster-ip: no-such-host.invalid}}',
  )
  const one = await world({ 'web.yaml': text })
  expect(await addressOf(one, 'web')).toBe('10.96.117.221')
  expect(said(one, /KZ_SERVICE_OVERRIDE/)).toEqual([
    'web.yaml:1:1: error: Service default/web: the host no-such-host.invalid, whose address overrides its cluster IP, has no address',
  ])
})
