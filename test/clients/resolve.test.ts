/** Real DNS clients against kubezone on port 53, with the resolv.conf of a pod in the namespace `default`. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Kubezone } from '../e2e/kubezone.ts'
import { Workplace } from '../e2e/workplace.ts'
import { needs, unless } from '../support/needs.ts'
import { CLIENTS, type Client, disposeClients, prepareClients } from './clients.ts'
import { Namespace, whyNoNamespace } from './namespace.ts'

const CROWD = Array.from({ length: 100 }, (_, i) => `10.244.9.${i + 1}`)

const MANIFESTS = `
apiVersion: v1
kind: Service
metadata: {name: web, namespace: default}
spec: {clusterIP: 10.96.1.20, ports: [{port: 80, name: http}]}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {clusterIP: 10.96.2.20, ports: [{port: 80, name: http}]}
---
apiVersion: v1
kind: Service
metadata: {name: dual, namespace: default}
spec:
  clusterIPs: [10.96.1.21, 'fd00:10:96::21']
  ipFamilies: [IPv4, IPv6]
  ipFamilyPolicy: RequireDualStack
  ports: [{port: 80, name: http}]
---
apiVersion: v1
kind: Service
metadata: {name: alias, namespace: default}
spec: {type: ExternalName, externalName: dual.default.svc.cluster.local}
---
${headless('db', ['10.244.1.1', '10.244.1.2', '10.244.1.3'])}
---
${headless('crowd', CROWD)}
`

function headless(name: string, addresses: readonly string[]): string {
  return `apiVersion: v1
kind: Service
metadata: {name: ${name}, namespace: default}
spec: {clusterIP: None, ports: [{port: 5432, name: sql}]}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: ${name}-1, namespace: default, labels: {kubernetes.io/service-name: ${name}}}
addressType: IPv4
ports: [{name: sql, port: 5432}]
endpoints: [${addresses.map((address) => `{addresses: [${address}]}`).join(', ')}]`
}

describe('real clients', unless(whyNoNamespace()), () => {
  let namespace: Namespace
  let kubezone: Kubezone
  let place: Workplace

  beforeAll(async () => {
    prepareClients()
    place = new Workplace({ 'cluster.yaml': MANIFESTS })
    namespace = Namespace.open()
    kubezone = await Kubezone.serve([place.folder, '--port', '53'], { prefix: namespace.prefix })
  })

  afterAll(async () => {
    try {
      await kubezone?.stop()
    } finally {
      namespace?.close()
      place?.close()
      disposeClients()
    }
  })

  for (const client of CLIENTS) {
    describe(client.name, needs(client.program), () => {
      const addresses = async (name: string): Promise<string[]> =>
        (await client.addresses(namespace, name)).sort()

      test.each(spellings(client))('resolves %s', async (name, address) => {
        expect(await addresses(name)).toEqual([address])
      })

      test('gets both families of a dual-stack service', async () => {
        expect(await addresses(spelling(client, 'dual'))).toEqual(['10.96.1.21', 'fd00:10:96::21'])
      })

      test('gets every address of a headless service', async () => {
        expect(await addresses(spelling(client, 'db'))).toEqual(['10.244.1.1', '10.244.1.2', '10.244.1.3'])
      })

      test('follows an ExternalName into the zone', async () => {
        expect(await addresses(spelling(client, 'alias'))).toEqual(['10.96.1.21', 'fd00:10:96::21'])
      })

      test('accepts a truncated answer, or retries over TCP', async () => {
        const found = await addresses(spelling(client, 'crowd'))
        expect(CROWD).toEqual(expect.arrayContaining(found))
        expect(found.length).toBeGreaterThanOrEqual(client.retriesOverTcp ? CROWD.length : 1)
      })

      const { services } = client
      if (services !== null) {
        test('gets an SRV record', async () => {
          const isShort = client.completes === 'every' && client.program !== 'node'
          const name = isShort ? '_http._tcp.web' : '_http._tcp.web.default.svc.cluster.local'
          expect(await services(namespace, name)).toEqual(['0 100 80 web.default.svc.cluster.local'])
        })
      }

      test('gets the name behind an address', async () => {
        expect(await client.names(namespace, '10.96.2.20')).toEqual(['web.shop.svc.cluster.local'])
      })

      test.each(['missing', 'missing.default.svc.cluster.local.'])('does not find %s', async (name) => {
        expect(await addresses(name)).toEqual([])
        expect(await addresses(spelling(client, 'web'))).toEqual(['10.96.1.20'])
      })
    })
  }

  test('musl reports a missing name at once', needs('musl-gcc'), async () => {
    const musl = CLIENTS.find(({ program }) => program === 'musl-gcc')
    expect(await musl?.addresses(namespace, 'missing.default.svc.cluster.local.')).toEqual([])
  })
})

/** Names to look up, and the expected addresses. */
function spellings({ completes }: Client): [name: string, address: string][] {
  const all: [string, string][] = [
    ['web', '10.96.1.20'],
    ['web.shop', '10.96.2.20'],
    ['web.shop.svc', '10.96.2.20'],
    ['web.shop.svc.cluster.local', '10.96.2.20'],
    ['web.shop.svc.cluster.local.', '10.96.2.20'],
  ]
  if (completes === 'every') return all
  const whole = all.slice(3)
  return completes === 'labels' ? [...all.slice(0, 1), ...whole] : whole
}

/** The shortest name that the client resolves. */
function spelling({ completes }: Client, service: string): string {
  return completes === 'none' ? `${service}.default.svc.cluster.local` : service
}
