/** `autopath` and `search`: the server tries the search path for the client. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { autopath } from '../../../src/directives/cluster/autopath/autopath.ts'
import { search } from '../../../src/directives/cluster/search.ts'
import { ask } from '../../support/ask.ts'
import { setUp } from '../../support/block.ts'
import { openWorld, type World } from '../../support/world.ts'

/** The client of the tests is a pod of the namespace shop. */
const MANIFESTS = `apiVersion: v1
kind: Pod
metadata: {name: client, namespace: shop}
status: {phase: Running, podIP: 127.0.0.1}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {clusterIP: 10.96.7.1, ports: [{name: http, port: 80}]}
---
apiVersion: v1
kind: Service
metadata: {name: db, namespace: data}
spec: {clusterIP: 10.96.7.2, ports: [{port: 80}]}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: default}
spec: {clusterIP: 10.96.7.3, ports: [{port: 80}]}
`
const OUTSIDE = '$TTL 60\n@ SOA ns host 1 2 3 4 5\nwww A 192.0.2.1\n'

async function serve(directive: string, kubernetes = 'pods verified', manifests = MANIFESTS): Promise<World> {
  const Corefile = `. {\n ${directive}\n kubernetes cluster.local in-addr.arpa {\n  ${kubernetes}\n }\n file db example.org\n}\n`
  const one = await openWorld({ 'all.yaml': manifests, db: OUTSIDE, Corefile })
  onTestFinished(() => one.close())
  return one
}

async function look(one: World, name: string, type = 'A'): Promise<readonly string[]> {
  const { rcode, answer, question } = await ask(one.target, { name, type, payload: 1232 })
  expect(question?.split(' ')[0]).toBe(name)
  return answer.length === 0 ? [rcode] : answer.map((line) => line.replaceAll('.svc.cluster.local.', ''))
}

const FIRST = '.shop.svc.cluster.local.'

describe('autopath @kubernetes', () => {
  test('tries the rest of the path of the client’s pod at its first query', async () => {
    const one = await serve('autopath @kubernetes')
    expect(await look(one, `web${FIRST}`)).toEqual(['web.shop 5 IN A 10.96.7.1'])
    expect(await look(one, `db.data${FIRST}`)).toEqual([
      'db.data.shop 5 IN CNAME db.data',
      'db.data 5 IN A 10.96.7.2',
    ])
    expect(await look(one, `db.data.svc${FIRST}`)).toEqual([
      'db.data.svc.shop 5 IN CNAME db.data',
      'db.data 5 IN A 10.96.7.2',
    ])
    expect(await look(one, `www.example.org${FIRST}`)).toEqual([
      'www.example.org.shop 60 IN CNAME www.example.org.',
      'www.example.org. 60 IN A 192.0.2.1',
    ])
  })

  test('finds the same name for every type, and answers NXDOMAIN where no name exists', async () => {
    const one = await serve('autopath @kubernetes')
    expect(await look(one, `db.data${FIRST}`, 'AAAA')).toEqual(['NOERROR'])
    expect(await look(one, `nope${FIRST}`)).toEqual(['NXDOMAIN'])
    expect(await look(one, `www.nowhere.test${FIRST}`)).toEqual(['NXDOMAIN'])
    // The first element itself begins no search.
    expect(await look(one, 'shop.svc.cluster.local.')).toEqual(['NOERROR'])
  })

  test('tries no path where the pod is not known', async () => {
    const other = MANIFESTS.replace('127.0.0.1', '10.244.0.9')
    for (const one of [
      await serve('autopath @kubernetes', 'pods verified', other),
      await serve('autopath @kubernetes', 'pods insecure'),
      await serve('autopath example.org @kubernetes'),
    ]) {
      expect(await look(one, `db.data${FIRST}`)).toEqual(['NXDOMAIN'])
    }
  })

  test('reports that it has no effect without pods verified', async () => {
    const unverified = await serve('autopath @kubernetes', 'pods insecure')
    expect(unverified.log.join('')).toMatch(
      /Corefile:2:11: info: '@kubernetes' has no effect: .*'pods verified'/,
    )
    const verified = await serve('autopath @kubernetes')
    expect(verified.log.join('')).not.toContain('no effect')
  })

  test('follows pods that are added and removed', async () => {
    const one = await serve('autopath @kubernetes', 'pods verified', '')
    expect(await look(one, `db.data${FIRST}`)).toEqual(['NXDOMAIN'])
    one.write('all.yaml', MANIFESTS)
    await expect.poll(async () => look(one, `db.data${FIRST}`)).toHaveLength(2)
    one.write('all.yaml', MANIFESTS.replace('127.0.0.1', '127.0.0.1}\nspec: {hostNetwork: true'))
    await expect.poll(async () => look(one, `db.data${FIRST}`)).toEqual(['NXDOMAIN'])
  })
})

test('autopath FILE uses the path of a resolv.conf for all clients', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kubezone-autopath-'))
  onTestFinished(() => {
    rmSync(folder, { recursive: true })
  })
  const file = join(folder, 'resolv.conf')
  writeFileSync(
    file,
    'search ignored.test\nsearch data.svc.cluster.local svc.cluster.local\noptions ndots:5\n',
  )
  const one = await serve(`autopath ${file}`)
  expect(await look(one, 'web.shop.data.svc.cluster.local.')).toEqual([
    'web.shop.data 5 IN CNAME web.shop',
    'web.shop 5 IN A 10.96.7.1',
  ])
})

describe('search', () => {
  test('completes names in the namespace of the client', async () => {
    const one = await serve('search')
    expect(await look(one, 'web.')).toEqual(['web. 5 IN CNAME web.shop', 'web.shop 5 IN A 10.96.7.1'])
    expect(await look(one, 'WEB.')).toEqual(['WEB. 5 IN CNAME web.shop', 'web.shop 5 IN A 10.96.7.1'])
    expect(await look(one, 'db.data.')).toEqual(['db.data. 5 IN CNAME db.data', 'db.data 5 IN A 10.96.7.2'])
    expect(await look(one, 'db.data.svc.')).toEqual([
      'db.data.svc. 5 IN CNAME db.data',
      'db.data 5 IN A 10.96.7.2',
    ])
    // The alias exists for every type, so that answers for A and AAAA agree.
    expect(await look(one, 'web.', 'AAAA')).toEqual(['web. 5 IN CNAME web.shop'])
    expect(await look(one, '_http._tcp.web.', 'SRV')).toEqual([
      '_http._tcp.web. 5 IN CNAME _http._tcp.web.shop',
      '_http._tcp.web.shop 5 IN SRV 0 100 80 web.shop',
    ])
  })

  test('leaves other names unchanged', async () => {
    const one = await serve('search')
    expect(await look(one, 'www.example.org.')).toEqual(['www.example.org. 60 IN A 192.0.2.1'])
    expect(await look(one, 'web.shop.svc.cluster.local.')).toEqual(['web.shop 5 IN A 10.96.7.1'])
    expect(await look(one, 'nope.')).toEqual(['REFUSED'])
    expect(await look(one, '.')).toEqual(['REFUSED'])
    expect(await look(one, 'a.b.c.d.e.f.')).toEqual(['REFUSED'])
  })

  test('takes the namespace from the client’s pod, a namespace line, or the default', async () => {
    const others = MANIFESTS.replace('127.0.0.1', '10.244.0.9')
    const here = async (options: string) => look(await serve(`search {\n${options}\n}`, '', others), 'web.')
    expect((await here(''))[1]).toBe('web.default 5 IN A 10.96.7.3')
    expect((await here('default shop'))[1]).toBe('web.shop 5 IN A 10.96.7.1')
    expect((await here('namespace 127.0.0.0/8 shop'))[1]).toBe('web.shop 5 IN A 10.96.7.1')
    expect((await here('namespace 10.0.0.0/8 shop'))[1]).toBe('web.default 5 IN A 10.96.7.3')
    expect((await look(await serve('search data.svc.cluster.local', '', others), 'db.'))[1]).toBe(
      'db.data 5 IN A 10.96.7.2',
    )
  })
})

const places = (text: string) => setUp(text.startsWith('search') ? search : autopath, text).places

test('diagnostics of autopath and search point at the wrong words', () => {
  expect(places('autopath')).toEqual(['1:1 ARGUMENTS'])
  expect(places('autopath @file')).toEqual(['1:10 VALUE'])
  expect(places('autopath 10.0.0.0/33 @kubernetes')).toEqual(['1:10 VALUE'])
  expect(places('autopath nowhere.conf')).toEqual(['1:10 VALUE'])
  expect(places('search {\n namespace x y\n namespace 10.0.0.0/8 A\n default a.b\n ndots 0\n}')).toEqual([
    '2:12 VALUE',
    '3:23 VALUE',
    '4:10 VALUE',
    '5:8 VALUE',
  ])
})
