/** A server with `k8s_external` and services of all kinds, and a short form of its answers. */
import { type Answers, expectAnswers } from '../../support/answer-table.ts'
import { ask } from '../../support/ask.ts'
import type { World } from '../../support/world.ts'
import { world } from '../../site/manifests/manifest-world.ts'

export type Spec = Readonly<Record<string, unknown>>

const HTTP = { ports: [{ name: 'http', port: 80 }] }

export function service(name: string, spec: Spec, ingress: readonly Spec[] = [], namespace = 'shop'): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace },
    spec: { ...HTTP, ...spec },
    status: { loadBalancer: { ingress } },
  })
}

export function balanced(name: string, ...ingress: readonly Spec[]): string {
  return service(name, { type: 'LoadBalancer' }, ingress)
}

export function slice(name: string, endpoints: readonly Spec[], namespace = 'shop'): string {
  const labels = { 'kubernetes.io/service-name': name }
  return JSON.stringify({
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name, namespace, labels },
    addressType: 'IPv4',
    endpoints,
    ports: [{ name: 'http', port: 8080 }],
  })
}

export const MANIFESTS = [
  service('web', { clusterIP: '10.96.7.1', externalIPs: ['192.0.2.1'] }),
  service('six', { clusterIP: '10.96.7.2', externalIPs: ['2001:db8::6'] }),
  balanced('lb', { ip: '192.0.2.11' }),
  balanced('hosted', { hostname: 'lb.cloud.test' }),
  balanced('mixed', { hostname: 'lb.cloud.test' }, { ip: '192.0.2.12' }),
  balanced('twice', { hostname: 'lb.cloud.test' }, { hostname: 'other.cloud.test' }),
  service('two-ports', {
    externalIPs: ['192.0.2.13', '2001:db8::13'],
    ports: [
      { name: 'dns', port: 53, protocol: 'UDP' },
      { name: 'dns-tcp', port: 53, protocol: 'TCP' },
    ],
  }),
  service('portless', { externalIPs: ['192.0.2.14'], ports: [] }),
  service('inner', { clusterIP: '10.96.7.3' }),
  balanced('pending'),
  service('db', { clusterIP: 'None' }),
  slice('db', [
    { addresses: ['10.244.0.4'], hostname: 'db-0' },
    { addresses: ['10.244.0.5'], hostname: 'db-1' },
    { addresses: ['10.244.0.6'], hostname: 'db-2', conditions: { ready: false } },
  ]),
  service('public-db', { clusterIP: 'None', externalIPs: ['192.0.2.15'] }),
  slice('public-db', [{ addresses: ['10.244.0.4'], hostname: 'db-0' }]),
  service('secret', { externalIPs: ['192.0.2.99'] }, [], 'hidden'),
].join('\n---\n')

const CLOUD = '$TTL 60\n@ SOA ns host 1 2 3 4 5\nlb A 198.51.100.7\n'

interface Setup {
  /** Arguments and options of `k8s_external`. */
  readonly external?: string
  /** Options of `kubernetes`. */
  readonly kubernetes?: string
  readonly manifests?: string
  /** Further directives of the block. */
  readonly more?: string
}

export async function serve(setup: Setup = {}): Promise<World> {
  const { external = 'example.com', kubernetes = 'namespaces shop', manifests = MANIFESTS } = setup
  const Corefile = `. {\n k8s_external ${external}\n kubernetes cluster.local in-addr.arpa {\n  ${kubernetes}\n }\n ${setup.more ?? ''}\n}\n`
  return world({ 'all.yaml': manifests, 'db.cloud': CLOUD, Corefile })
}

const SOA =
  /^example\.com\. 5 IN SOA ns1\.dns\.example\.com\. hostmaster\.dns\.example\.com\. \d+ 7200 1800 86400 5$/

/**
 * The answer to `NAME TYPE`. Names without a final dot are below example.com. TTLs of 5 are omitted,
 * additional records begin with `+`, and a negative answer with the zone's SOA record is NODATA or its rcode.
 */
export async function look(one: World, question: string): Promise<readonly string[]> {
  const [name = '', type = ''] = question.split(' ')
  const full = name.endsWith('.') ? name : `${name}.example.com.`
  const reply = await ask(one.target, { name: full, type, payload: 1232 })
  const negative = reply.authority.map((line) => {
    return SOA.test(line) ? (reply.rcode === 'NOERROR' ? 'NODATA' : reply.rcode) : `${reply.rcode} ${line}`
  })
  const unexplained = reply.rcode !== 'NOERROR' && negative.length === 0 ? [reply.rcode] : []
  const lines = [...reply.answer, ...unexplained, ...negative, ...reply.additional.map((line) => `+ ${line}`)]
  if (reply.flags !== 'qr aa rd' && reply.rcode !== 'REFUSED') lines.push(`flags ${reply.flags}`)
  return lines.map((line) => line.replace(' 5 IN ', ' ').replace(' IN ', ' ').replaceAll('.example.com.', ''))
}

/** Compares the answers to all questions of the table. */
export async function lookAll(one: World, table: Answers): Promise<void> {
  await expectAnswers(table, async (question) => look(one, question))
}
