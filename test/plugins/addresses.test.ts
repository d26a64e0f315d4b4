/** Addresses that kubezone hands out, while files come and go: who keeps, who moves, who finds none, and what is said of it. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { App } from '../../src/app.ts'
import type { SiteOptions } from '../../src/plugins/configuration.ts'
import { createLog } from '../../src/report/log.ts'
import { ask } from '../support/ask.ts'
import type { World } from '../support/world.ts'
import { changes, said as saidInFull, world } from './manifest-world.ts'

const corefile = (...options: readonly string[]): string =>
  `cluster.local in-addr.arpa {\n  kubernetes {\n    ${options.join('\n    ')}\n  }\n}\n`

const service = (name: string, spec = ''): string =>
  `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}}\nspec: {${spec}${spec === '' ? '' : ', '}ports: [{port: 80}]}\n---\n`

const deployment = (name: string, replicas: number): string =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: ${name}}\nspec: {replicas: ${replicas}, template: {metadata: {labels: {app: ${name}}}}}\n---\n`

const statefulSet = (replicas: number): string =>
  `${service('db', 'clusterIP: None, selector: {app: db}')}apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec: {replicas: ${replicas}, serviceName: db, template: {metadata: {labels: {app: db}}}}
---
`

/** Without hint and code. */
function said(one: World, pattern: RegExp): string[] {
  return saidInFull(one, pattern).map((line) => line.replace(/ (?:\(.*\) )?\[KZ_\w+\]$/, ''))
}

async function look({ target }: World, name: string, type = 'A') {
  return ask(target, { name: `${name}.default.svc.cluster.local`, type, payload: 1232 })
}

async function addressOf(one: World, name: string): Promise<string> {
  const { answer, rcode } = await look(one, name)
  return answer[0]?.split(' ').at(-1) ?? rcode
}

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'kubezone-lock-'))
  onTestFinished(() => {
    rmSync(made, { recursive: true, force: true })
  })
  return made
}

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
      `web.yaml:1:1: info: Service default/web moves from 10.96.117.221 to ${moved}, as Service default/other says that it has that address`,
    ])
  // It does not move back by itself: that would be one more change of a name that nobody has touched.
  await changes(one, ['other.yaml', null])
  expect(await addressOf(one, 'web')).toBe(moved)
})

test('in a range that is full a name is SERVFAIL with the reason, until there is room', async () => {
  const names = Array.from({ length: 6 }, (_, i) => `s${i}`)
  const one = await world({
    Corefile: corefile('service_cidr 10.9.0.0/29', 'no_builtin_services'),
    'all.yaml': names
      .slice(0, 5)
      .map((name) => service(name))
      .join(''),
  })
  const given = await Promise.all(names.slice(0, 5).map(async (name) => addressOf(one, name)))
  // The first is the API server's, whether or not it is there.
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
    'late.yaml:2:1: error: Service default/s5 gets no IPv4 address: 10.9.0.0/29 has none left',
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

test('pods that find no address are left out of their service, and it is said', async () => {
  const one = await world({
    Corefile: corefile('pod_cidr 10.8.0.0/29', 'no_builtin_services'),
    'db.yaml': statefulSet(8),
  })
  expect((await look(one, 'db')).answer).toHaveLength(6)
  expect(said(one, /KZ_POD_RANGE_FULL/)).toEqual([
    'db.yaml:6:1: error: StatefulSet default/db lacks addresses for its pods: 10.8.0.0/29 has none left',
  ])
  await changes(one, ['db.yaml', statefulSet(3)])
  expect((await look(one, 'db')).answer).toHaveLength(3)
})

test('more pods than any cluster has are not made, and very many are warned of', async () => {
  const names = Array.from({ length: 16 }, (_, i) => `d${String(i).padStart(2, '0')}`)
  const one = await world({
    Corefile: corefile('pod_cidr 11.0.0.0/8'),
    'many.yaml': names.map((name) => deployment(name, 10_000)).join(''),
  })
  expect(said(one, /KZ_POD_LIMIT/)).toEqual([
    'many.yaml:76:1: error: Deployment default/d15 gets no pods: with its 10000 there would be more than 150000',
  ])
  expect(said(one, /KZ_POD_MANY/)).toHaveLength(1)
}, 30_000)

test('a load balancer that reports no address gets one, if there is a range for them', async () => {
  const type = 'type: LoadBalancer'
  const one = await world({
    Corefile: corefile('lb_cidr 192.0.2.0/30', 'service_cidr 10.9.0.0/24'),
    'lb.yaml': service('a', type) + service('b', type) + service('c', type),
  })
  expect(await addressOf(one, 'a')).toMatch(/^10\.9\.0\./)
  expect(said(one, /KZ_SERVICE_RANGE_FULL/)).toEqual([
    'lb.yaml:11:1: error: Service default/c gets no IPv4 address: 192.0.2.0/30 has none left',
  ])
  // What is missing is outside; inside, the service has its cluster IP.
  expect(await addressOf(one, 'c')).toMatch(/^10\.9\.0\./)
})

test('a family without a range is an error, and the other one is served', async () => {
  const one = await world({
    Corefile: corefile('service_cidr 10.96.0.0/12'),
    'a.yaml': service('two', 'ipFamilyPolicy: RequireDualStack') + service('six', 'ipFamilies: [IPv6]'),
  })
  expect(await addressOf(one, 'two')).toMatch(/^10\./)
  expect(await addressOf(one, 'six')).toBe('NOERROR')
  expect(said(one, /KZ_SERVICE_FAMILY/).map((line) => line.replace(/:.*asks for/, ' asks for'))).toEqual([
    'a.yaml asks for ipFamilies IPv6, and there is no IPv6 range: it gets no such address',
    'a.yaml asks for RequireDualStack, and there is no IPv6 range: it gets no such address',
  ])
})

test('the name of a host that the system does not know is an error, and the service gets an address of its own', async () => {
  const text = service('web').replace(
    '{name: web}',
    '{name: web, annotations: {kubezone.dev/cluster-ip: no-such-host.invalid}}',
  )
  const one = await world({ 'web.yaml': text })
  expect(await addressOf(one, 'web')).toBe('10.96.117.221')
  expect(said(one, /KZ_SERVICE_OVERRIDE/)).toEqual([
    'web.yaml:1:1: error: Service default/web: no-such-host.invalid, which it is to have the address of, has none',
  ])
})

// --- The lock file ---

/** Serves and stops; returns what went wrong at the start. */
async function startOnce(options: Partial<SiteOptions>): Promise<string[]> {
  const lines: string[] = []
  const log = createLog({ format: 'text', write: (line) => void lines.push(line) })
  const base = { corefile: null, port: 0, defaultPort: null, addresses: ['127.0.0.1'], environment: {} }
  try {
    const app = await App.start({ folder: '.', ...base, ...options }, log)
    await app.stop()
    return lines
  } catch (problem) {
    return [String(problem)]
  }
}

test('a lock file keeps addresses from one run to the next', async () => {
  const lock = join(folder(), 'kubezone.lock')
  const one = await world({ 'a.yaml': service('web') + statefulSet(1) }, { lock })
  await changes(one, ['b.yaml', service('b', 'clusterIP: 10.96.117.221')])
  const moved = await addressOf(one, 'web')
  const pod = await addressOf(one, 'db-0.db')
  const text = readFileSync(lock, 'utf8')
  expect(text.split('\n').filter((line) => /^(svc|pod) default/.test(line))).toEqual([
    'svc default/kubernetes: 10.96.0.1',
    `svc default/web: ${moved}`,
    expect.stringMatching(`^pod default/StatefulSet/db/0: ${pod}, fd00:10:244::`),
  ])
  // Without the service that drove it away, the address of its own would be free.
  const again = await world({ 'a.yaml': service('web') + statefulSet(2) }, { lock })
  expect(await addressOf(again, 'web')).toBe(moved)
  expect(await addressOf(again, 'db-0.db')).toBe(pod)
  // What is gone keeps its line, and nobody else gets its address.
  const without = await world({ 'a.yaml': service('x') }, { lock })
  expect(await addressOf(without, 'x')).not.toBe(moved)
  expect(readFileSync(lock, 'utf8')).toContain(`svc default/web: ${moved}\n`)
  expect(readFileSync(lock, 'utf8')).toContain('svc default/x: ')
})

test('a line that people delete, or write, has effect at the next start', async () => {
  const lock = join(folder(), 'kubezone.lock')
  writeFileSync(lock, '# mine\n\nsvc default/web: 10.96.9.9\nsvc default/far: 10.1.1.1\n')
  const one = await world({ 'a.yaml': service('web') + service('far') }, { lock })
  expect(await addressOf(one, 'web')).toBe('10.96.9.9')
  // Not one of the range, so of no use.
  expect(await addressOf(one, 'far')).toMatch(/^10\.(9[6-9]|10\d|11[01])\./)
})

test('a lock file that cannot be read is an error at the start, and is left as it is', async () => {
  const lock = join(folder(), 'kubezone.lock')
  const text = 'svc default/web: 10.96.9.9\nsvc default/web: 10.96.9.8\nsvc default/x: nowhere\nhello\n'
  writeFileSync(lock, text)
  const files = folder()
  const [problem = ''] = await startOnce({ folder: files, lock })
  expect(problem.replaceAll(lock, 'LOCK').split('\n')).toEqual([
    'StartError: LOCK:2:1: error: repeats svc default/web [KZ_LOCK]',
    'LOCK:3:1: error: expected addresses after "svc default/x:" [KZ_LOCK]',
    'LOCK:4:1: error: is no line of a lock file, expected "svc NAMESPACE/NAME: ADDRESS" [KZ_LOCK]',
  ])
  expect(readFileSync(lock, 'utf8')).toBe(text)
  expect((await startOnce({ folder: files, lock: files }))[0]).toContain('the lock file cannot be read')
})

test('one that cannot be written is said once, and stops nothing', async () => {
  const lock = join(folder(), 'nowhere', 'kubezone.lock')
  const one = await world({ 'a.yaml': service('web') }, { lock })
  await changes(one, ['b.yaml', service('b')])
  expect(await addressOf(one, 'b')).toMatch(/^10\./)
  expect(said(one, /KZ_LOCK/)).toEqual([expect.stringContaining('the lock file cannot be written: ')])
  expect(existsSync(lock)).toBe(false)
})
