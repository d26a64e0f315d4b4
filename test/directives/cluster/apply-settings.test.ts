/** The options of `kubernetes` that describe the cluster of its manifests, and the same settings as flags. */
import { expect, onTestFinished, test } from 'vitest'
import { serviceKey } from '../../../src/kube/model/keys.ts'
import type { SiteOptions } from '../../../src/site/configuration.ts'
import { kubernetes } from '../../../src/directives/cluster/kubernetes/kubernetes.ts'
import { ask } from '../../support/ask.ts'
import { setUp } from '../../support/block.ts'
import { openWorld } from '../../support/world.ts'
import { parseRange } from '../../../src/wire/address.ts'

const MANIFESTS = `apiVersion: v1
kind: Service
metadata: {name: web}
spec: {type: LoadBalancer, selector: {app: web}, ports: [{port: 80}]}
---
apiVersion: v1
kind: Service
metadata: {name: db}
spec: {clusterIP: None, selector: {app: db}}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec: {serviceName: db, template: {metadata: {labels: {app: db}}}}
---
apiVersion: v1
kind: Service
metadata: {name: agent}
spec: {clusterIP: None, selector: {app: agent}}
---
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent}
spec: {template: {metadata: {labels: {app: agent}}, spec: {hostNetwork: true}}}
---
apiVersion: v1
kind: Service
metadata: {name: hook}
spec: {clusterIP: None, selector: {app: hook}}
---
apiVersion: v1
kind: Pod
metadata: {name: hook, labels: {app: hook}, annotations: {helm.sh/hook: test}}
spec: {}
`

/** The addresses of all names on one server. */
async function addresses(options: readonly string[], app: Partial<SiteOptions> = {}) {
  const corefile = `cluster.local {\n  kubernetes {\n${options.join('\n')}\n}\n}\n`
  const one = await openWorld({ 'all.yaml': MANIFESTS, Corefile: corefile }, app)
  onTestFinished(() => one.close())
  const found: Record<string, string> = {}
  for (const name of ['web', 'db', 'agent', 'hook', 'kubernetes']) {
    const reply = await ask(one.target, { name: `${name}.default.svc.cluster.local`, type: 'A' })
    found[name] = reply.answer
      .map((line) => line.split(' ').at(-1) ?? '')
      .toSorted()
      .join(' ')
  }
  return found
}

// Computed by another implementation of the address function.
const KUBEADM = {
  web: '10.96.117.221',
  db: '10.244.143.163',
  agent: '192.0.2.1',
  hook: '',
  kubernetes: '10.96.0.1',
}

test('profiles set the ranges of their clusters, and kubeadm is the default', async () => {
  expect(await addresses([])).toEqual(KUBEADM)
  expect(await addresses(['profile kubeadm'])).toEqual(KUBEADM)
  expect(await addresses(['profile kind'])).toMatchObject({ web: '10.96.155.41', db: KUBEADM.db })
  expect(await addresses(['profile K3S'])).toMatchObject({
    web: '10.43.155.41',
    db: '10.42.143.163',
    kubernetes: '10.43.0.1',
  })
  expect(await addresses(['profile loopback'])).toMatchObject({
    web: '127.93.67.133',
    db: expect.stringMatching(/^127\.(12[89]|1[3-9]\d|2\d\d)\./),
    agent: '127.0.1.1',
  })
  expect(await addresses(['profile benchmark'])).toMatchObject({
    web: expect.stringMatching(/^198\.1[89]\./),
    db: expect.stringMatching(/^240\./),
  })
})

test('each option overrides its part of the profile', async () => {
  expect(await addresses(['profile k3s', 'service_cidr 10.96.0.0/12'])).toMatchObject({
    web: KUBEADM.web,
    db: '10.42.143.163',
  })
  expect(await addresses(['pod_cidr 10.42.0.0/16', 'nodes 3', 'node_ip 192.0.2.254'])).toMatchObject({
    db: '10.42.143.163',
    agent: '192.0.2.254 192.0.2.255 192.0.3.0',
  })
  expect(await addresses(['no_synthesize', 'no_builtin_services', 'include_hooks'])).toEqual({
    web: KUBEADM.web,
    db: '',
    agent: '',
    hook: expect.stringMatching(/^10\.244\./),
    kubernetes: '',
  })
  expect(
    await addresses(['cluster_ip default/web 172.20.0.5', 'cluster_ip default/db localhost']),
  ).toMatchObject({
    web: '172.20.0.5',
    db: '127.0.0.1',
  })
})

test('the command line supplies settings that the Corefile does not state', async () => {
  const apply = {
    profile: 'k3s',
    nodes: 2,
    clusterIPs: new Map([[serviceKey('default', 'kubernetes'), ['10.1.1.1']]]),
  } as const
  expect(await addresses([], { apply })).toMatchObject({
    web: '10.43.155.41',
    agent: '192.0.2.1 192.0.2.2',
    kubernetes: '10.1.1.1',
  })
  const services = [parseRange('172.16.0.0/12')].filter((range) => range !== null)
  expect(await addresses([], { apply: { services } })).toMatchObject({ web: expect.stringMatching(/^172\./) })
  // A profile in the Corefile discards the ranges of the command line.
  expect(await addresses(['profile k3s'], { apply: { services } })).toMatchObject({ web: '10.43.155.41' })
  expect(await addresses(['profile kind', 'cluster_ip default/web 10.9.9.9'], { apply })).toMatchObject({
    web: '10.9.9.9',
    db: KUBEADM.db,
    kubernetes: '10.1.1.1',
  })
})

test('a small service range of the command line is reported, too', async () => {
  const services = [parseRange('10.9.0.0/24')].filter((range) => range !== null)
  const one = await openWorld({ 'all.yaml': MANIFESTS }, { apply: { services } })
  onTestFinished(() => one.close())
  expect(one.log.filter((line) => line.includes('KZ_COREFILE_RANGE'))).toHaveLength(1)
})

/** The places of diagnostics for these options. */
const places = (...options: readonly string[]) =>
  setUp(kubernetes, `kubernetes cluster.local {\n${options.join('\n')}\n}`).places

test('diagnostics point at the wrong words', () => {
  expect(places('profile kubadm')).toEqual(['2:9 VALUE'])
  expect(places('service_cidr 10.96.0.0')).toEqual(['2:14 VALUE'])
  expect(places('service_cidr 10.96.0.0/12 x/8')).toEqual(['2:27 VALUE'])
  expect(places('service_cidr 10.96.0.0/12 10.97.0.0/16')).toEqual(['2:27 VALUE'])
  expect(places('pod_cidr 10.244.0.0/31')).toEqual(['2:10 VALUE'])
  expect(places('lb_cidr fd00::/7')).toEqual(['2:9 VALUE'])
  expect(places('service_cidr')).toEqual(['2:1 ARGUMENTS'])
  expect(places('service_cidr 10.96.0.0/12', 'service_cidr 10.96.0.0/12')).toEqual(['3:1 OPTION'])
  expect(places('service_cidr 10.96.0.0/24')).toEqual(['2:14 RANGE'])
  expect(places('service_cidr 10.0.0.0/8')).toEqual(['1:1 VALUE'])
  expect(places('nodes 0', 'node_ip x')).toEqual(['2:7 VALUE', '3:9 VALUE'])
  expect(places('cluster_ip web 10.0.0.1', 'cluster_ip a/b "x y"', 'cluster_ip a/b')).toEqual([
    '2:12 VALUE',
    '3:16 VALUE',
    '4:1 ARGUMENTS',
  ])
  expect(places('no_synthesize yes', 'lock', 'include_hooks {', '}')).toEqual([
    '2:15 ARGUMENTS',
    '3:1 ARGUMENTS',
    '4:1 OPTION',
  ])
  const small = setUp(kubernetes, 'kubernetes cluster.local {\nservice_cidr 10.96.0.0/24\n}')
  expect(small.diagnostics.map(({ code }) => code)).toEqual(['KZ_COREFILE_RANGE'])
  const { diagnostics } = setUp(kubernetes, 'kubernetes cluster.local {\npod_cidr 10.96.0.0/16\n}')
  expect(diagnostics.map(({ message }) => message)).toEqual([
    'the service range 10.96.0.0/12 overlaps the pod range 10.96.0.0/16',
  ])
})

test('operators run where the command line or the Corefile says, and the Corefile has the last word', async () => {
  const resource = 'apiVersion: postgresql.cnpg.io/v1\nkind: Cluster\nmetadata: {name: db}\nspec: {}\n'
  const runs = async (operators: string, runsOperators: boolean): Promise<boolean> => {
    const Corefile = `cluster.local {\n kubernetes {\n${operators}\n}\n}\n`
    const world = await openWorld({ Corefile, 'db.yaml': resource }, { apply: { runsOperators } })
    onTestFinished(() => world.close())
    const { answer } = await ask(world.target, { name: 'db-rw.default.svc.cluster.local', type: 'A' })
    return answer.length === 1
  }
  expect([await runs('', false), await runs('', true)]).toEqual([false, true])
  expect([await runs('operators on', false), await runs('operators off', true)]).toEqual([true, false])
  const { places } = setUp(kubernetes, 'kubernetes cluster.local {\n operators maybe\n}')
  expect(places).toEqual(['2:12 VALUE'])
})

test('the brokers of Kafka have names below their headless service', async () => {
  const kafka =
    'apiVersion: kafka.strimzi.io/v1\nkind: Kafka\nmetadata: {name: my}\nspec: {kafka: {listeners: [{name: plain, port: 9092, type: internal}]}}\n---\n' +
    'apiVersion: kafka.strimzi.io/v1\nkind: KafkaNodePool\nmetadata: {name: p, labels: {strimzi.io/cluster: my}}\nspec: {replicas: 2, roles: [broker]}\n'
  const world = await openWorld({ 'kafka.yaml': kafka }, { apply: { runsOperators: true } })
  onTestFinished(() => world.close())
  const headless = 'my-kafka-brokers.default.svc.cluster.local'
  const addressOf = async (name: string) => (await ask(world.target, { name, type: 'A' })).answer
  expect(await addressOf(`my-p-0.${headless}`)).toEqual([expect.stringMatching(/ 10\.244\./)])
  expect(await addressOf(headless)).toHaveLength(2)
  const { answer } = await ask(world.target, { name: `_tcp-clients._tcp.${headless}`, type: 'SRV' })
  expect([...answer].sort()).toEqual(
    ['my-p-0', 'my-p-1'].map((pod) => expect.stringMatching(new RegExp(` 9092 ${pod}\\.my-kafka-brokers`))),
  )
})
