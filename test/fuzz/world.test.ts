import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { ask, type Question } from '../support/ask.ts'
import { openWorld } from '../support/world.ts'
import { fuzz, TIMEOUT_MS } from './fuzzing.ts'

const SERVICES = ['web', 'db', 'x-y']
const NAMESPACES = ['default', 'shop']
const ADDRESSES = ['10.96.0.1', '10.1.2.3', 'fd00::1', 'None', '', '999.1.1.1', '::ffff:10.0.0.1']

const metadata = fc.record({
  name: fc.constantFrom(...SERVICES, 'Web', 'a.b', ''),
  namespace: fc.constantFrom(...NAMESPACES, undefined),
  labels: fc.constantFrom(undefined, { app: 'a' }, { 'kubernetes.io/service-name': 'db' }),
})
const port = fc.record({
  name: fc.constantFrom('http', 'sql', 'x'.repeat(63), undefined),
  port: fc.constantFrom(80, 5432, 0, 70000),
  protocol: fc.constantFrom('TCP', 'UDP', undefined),
})
const service = fc.record({
  apiVersion: fc.constant('v1'),
  kind: fc.constant('Service'),
  metadata,
  spec: fc.record({
    type: fc.constantFrom(undefined, 'ClusterIP', 'ExternalName'),
    clusterIP: fc.constantFrom(...ADDRESSES, undefined),
    externalName: fc.constantFrom(
      undefined,
      'web.default.svc.cluster.local',
      'db.shop.svc.cluster.local',
      'db.example.com',
      '10.0.0.1',
    ),
    selector: fc.constantFrom(undefined, { app: 'a' }),
    ports: fc.array(port, { maxLength: 3 }),
  }),
})
const slice = fc.record({
  apiVersion: fc.constant('discovery.k8s.io/v1'),
  kind: fc.constant('EndpointSlice'),
  metadata,
  addressType: fc.constantFrom('IPv4', 'IPv6', 'FQDN'),
  ports: fc.array(port, { maxLength: 2 }),
  endpoints: fc.array(
    fc.record({
      addresses: fc.array(fc.constantFrom(...ADDRESSES), { maxLength: 3 }),
      hostname: fc.constantFrom(undefined, 'db-0', 'web', '_x', 'z'.repeat(63)),
      zone: fc.constantFrom(undefined, 'z1', 'a.b'),
      conditions: fc.constantFrom(undefined, { ready: true }, { ready: false }),
    }),
    { maxLength: 60 },
  ),
})
const pod = fc.record({
  apiVersion: fc.constant('v1'),
  kind: fc.constant('Pod'),
  metadata,
  spec: fc.record({
    hostname: fc.constantFrom(undefined, 'db-0'),
    subdomain: fc.constantFrom(undefined, 'db'),
  }),
  status: fc.record({ podIPs: fc.array(fc.record({ ip: fc.constantFrom(...ADDRESSES) }), { maxLength: 2 }) }),
})
const namespace = fc.record({ apiVersion: fc.constant('v1'), kind: fc.constant('Namespace'), metadata })

/** Manifests as JSON, which is YAML. Some files are cut off or damaged. */
const file = fc
  .tuple(
    fc.array(fc.oneof(service, service, slice, pod, namespace), { maxLength: 6 }),
    fc.option(
      fc.record({
        at: fc.nat(),
        text: fc.constantFrom('\t', '}', '"', '\n---\n', '&a', '*a', '\0', '\u{fffd}'),
      }),
    ),
  )
  .map(([objects, damage]) => {
    const text = objects.map((object) => JSON.stringify(object, null, 1)).join('\n---\n')
    if (damage === null) return text
    const at = damage.at % (text.length + 1)
    return text.slice(0, at) + damage.text + text.slice(at)
  })

const kubernetes = fc
  .subarray([
    'zonal',
    'strict',
    'ttl 0',
    'ttl 3600',
    'pods insecure',
    'endpoint_pod_names',
    'ignore empty_service',
    'fallthrough',
  ])
  .map((options) => `kubernetes {\n${options.join('\n')}\n}`)
const corefile = fc.option(
  fc
    .tuple(kubernetes, fc.subarray(['loadbalance', 'whoami', 'errors']))
    .map(([block, others]) => `cluster.local in-addr.arpa ip6.arpa {\n${[block, ...others].join('\n')}\n}\n`),
)

const leaf = fc.constantFrom(
  'web',
  'db',
  'x-y',
  'db-0',
  '_http',
  '_tcp',
  '_udp',
  '_sql',
  'http',
  'tcp',
  '10-1-2-3',
  'fd00--1',
  'z1',
  'pin',
  'prefer',
  '_zone',
  '*',
  'dns-version',
  'ns',
  'dns',
  'nope',
)
const name = fc.oneof(
  fc
    .tuple(
      fc.array(leaf, { maxLength: 4 }),
      fc.constantFrom(...NAMESPACES, 'nowhere'),
      fc.constantFrom('svc', 'pod'),
    )
    .map(([labels, ns, tree]) => [...labels, ns, tree, 'Cluster.Local'].join('.')),
  fc.array(leaf, { maxLength: 3 }).map((labels) => [...labels, 'cluster.local'].join('.')),
  fc.constantFrom(
    '1.0.96.10.in-addr.arpa',
    '3.2.1.10.in-addr.arpa',
    '10.in-addr.arpa',
    `1.${'0.'.repeat(29)}d.f.ip6.arpa`,
    'db.example.com',
    '.',
  ),
)
const TYPES = ['A', 'AAAA', 'SRV', 'CNAME', 'PTR', 'NS', 'SOA', 'TXT', 'ANY']
const payload = fc.constantFrom(undefined, 512, 1232, 4096)

const worlds = fc.record({
  files: fc.dictionary(fc.constantFrom('a.yaml', 'b.yaml', 'sub/c.yaml'), file, { noNullPrototype: true }),
  corefile,
  asked: fc.array(fc.record({ name, payload }), { minLength: 1, maxLength: 12 }),
})

test(
  'any folder, any question: one reply that parses and fits, one verdict for each name, the same over both transports',
  async () => {
    await fuzz(worlds, async ({ files, corefile: config, asked }) => {
      const world = await openWorld(config === null ? files : { ...files, Corefile: config })
      try {
        for (const one of asked) {
          const verdicts = new Set<string>()
          for (const type of TYPES) {
            const question: Question = {
              name: one.name,
              type,
              ...(one.payload === undefined ? {} : { payload: one.payload }),
            }
            const [udp, tcp] = [await ask(world.target, question), await ask(world.target, question, 'tcp')]
            expect(udp.octets).toBeLessThanOrEqual(
              one.payload === undefined ? 512 : Math.min(one.payload, 1232),
            )
            expect(['NOERROR', 'NXDOMAIN', 'REFUSED']).toContain(udp.rcode)
            expect([tcp.rcode, tcp.question, tcp.authority]).toEqual([
              udp.rcode,
              udp.question,
              udp.flags.includes('tc') ? tcp.authority : udp.authority,
            ])
            if (!udp.flags.includes('tc')) expect(udp.answer.toSorted()).toEqual(tcp.answer.toSorted())
            if (udp.answer.length === 0 && udp.flags.includes('aa') && !udp.flags.includes('tc'))
              expect(udp.authority.length + udp.additional.length).toBeGreaterThan(0)
            // The last name of an alias chain decides the rcode, and it may not exist.
            if (!udp.answer.some((line) => line.includes(' CNAME '))) verdicts.add(udp.rcode)
          }
          expect([one.name, verdicts.size]).toEqual([one.name, Math.min(verdicts.size, 1)])
        }
      } finally {
        await world.close()
      }
    })
  },
  TIMEOUT_MS,
)
