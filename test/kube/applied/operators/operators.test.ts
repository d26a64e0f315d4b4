/** The services and pods that operators would make, as each operator's own sources and manuals name them. */
import { describe, expect, test } from 'vitest'
import { AppliedCluster } from '../../../../src/kube/applied/applied-cluster.ts'
import { applyOptions } from '../../../../src/kube/applied/apply-options.ts'
import { Inventory } from '../../../../src/kube/inventory/inventory.ts'
import { Inspector } from '../../../../src/kube/lint/inspector.ts'
import { parseManifest } from '../../../../src/kube/manifest/manifest.ts'
import type { Service } from '../../../../src/kube/model/objects.ts'
import { ManifestSet } from '../../../../src/kube/stated/manifest-set.ts'
import { complete } from '../../../../src/zone/steps.ts'

class Cluster {
  readonly said: string[] = []
  readonly inventory = new Inventory()
  readonly #manifests = new ManifestSet()
  readonly #applied: AppliedCluster
  readonly #inspector = new Inspector(this.#manifests, this.inventory)

  constructor(runsOperators = true) {
    this.#applied = new AppliedCluster(applyOptions({ runsOperators, hasBuiltInServices: false }), null)
  }

  write(file: string, ...documents: readonly string[]): this {
    const { objects } = parseManifest(documents.join('\n---\n'), file)
    const stated = complete(this.#manifests.apply([{ file, objects }]))
    const transitions = complete(this.#applied.follow(stated.transitions, () => []))
    const change = complete(this.inventory.follow(transitions, stated.residents))
    const found = [...this.#applied.takeDiagnostics(), ...this.#inspector.inspect(stated, change)]
    this.said.push(...found.map(({ code, message }) => `${code} ${message}`))
    return this
  }

  /** `NAME: PORT NUMBER, …`, with `headless` and, after `->`, the pods behind it. */
  services(): string[] {
    return [...this.inventory.services.values()].map((one) => this.#describe(one)).sort()
  }

  #describe({ namespace, name, headless, ports, selector, publishNotReadyAddresses }: Service): string {
    const traits = [...(headless ? ['headless'] : []), ...(publishNotReadyAddresses ? ['unready'] : [])]
    const rows = ports.map(
      ({ name, port, protocol }) => `${name} ${port}${protocol === 'TCP' ? '' : protocol}`,
    )
    const pods = selector === null ? [] : this.inventory.pods.select(namespace, selector)
    const behind = pods.map(({ name, subdomain }) =>
      headless && subdomain !== '' ? `${name}.${subdomain}` : name,
    )
    return [
      [name, ...traits].join(' '),
      rows.join(', '),
      ...(behind.length === 0 ? [] : [behind.sort().join(' ')]),
    ].join(' | ')
  }

  podsOf(selector: Readonly<Record<string, string>>): string[] {
    return this.inventory.pods
      .select('default', selector)
      .map(({ name }) => name)
      .sort()
  }
}

const resource = (apiVersion: string, kind: string, spec: string, name = 'my', metadata = ''): string =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: ${name}${metadata}}\nspec: {${spec}}\n`

const kafka = (spec: string) => resource('kafka.strimzi.io/v1beta2', 'Kafka', spec)
const pool = (name: string, spec: string, cluster = 'my') =>
  resource(
    'kafka.strimzi.io/v1beta2',
    'KafkaNodePool',
    spec,
    name,
    `, labels: {strimzi.io/cluster: ${cluster}}`,
  )
const LISTENERS =
  'kafka: {listeners: [{name: plain, port: 9092, type: internal}, {name: tls, port: 9093, type: internal}, {name: mtls, port: 9095, type: internal}, {name: out, port: 9094, type: nodeport}]}'

const TABLE: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  [
    'Strimzi, with pools, whose nodes are numbered on and on',
    [
      kafka(LISTENERS),
      pool('brokers', 'replicas: 2, roles: [broker]'),
      pool('controllers', 'replicas: 1, roles: [controller]'),
      pool('other', 'replicas: 5, roles: [broker]', 'another'),
    ],
    [
      'my-kafka-bootstrap | tcp-replication 9091, tcp-clients 9092, tcp-clientstls 9093, tcp-mtls 9095 | my-brokers-0 my-brokers-1',
      'my-kafka-brokers headless unready | tcp-ctrlplane 9090, tcp-replication 9091, tcp-kafkaagent 8443, tcp-clients 9092, tcp-clientstls 9093, tcp-mtls 9095 | my-brokers-0.my-kafka-brokers my-brokers-1.my-kafka-brokers my-controllers-2.my-kafka-brokers',
    ],
  ],
  [
    'Strimzi, without pools',
    [kafka('kafka: {replicas: 2}')],
    [
      'my-kafka-bootstrap | tcp-replication 9091 | my-kafka-0 my-kafka-1',
      'my-kafka-brokers headless unready | tcp-ctrlplane 9090, tcp-replication 9091, tcp-kafkaagent 8443 | my-kafka-0.my-kafka-brokers my-kafka-1.my-kafka-brokers',
    ],
  ],
  [
    'CloudNativePG',
    [resource('postgresql.cnpg.io/v1', 'Cluster', 'instances: 3')],
    [
      'my-r | postgres 5432 | my-1 my-2 my-3',
      'my-ro | postgres 5432 | my-2 my-3',
      'my-rw | postgres 5432 | my-1',
    ],
  ],
  [
    'CloudNativePG, without its services for reading, and a pooler',
    [
      resource('postgresql.cnpg.io/v1', 'Cluster', 'managed: {services: {disabledDefaultServices: [ro, r]}}'),
      resource('postgresql.cnpg.io/v1', 'Pooler', 'cluster: {name: my}, instances: 2', 'pool'),
    ],
    ['my-rw | postgres 5432 | my-1', 'pool | pgbouncer 5432'],
  ],
  [
    "Zalando's PostgreSQL",
    [resource('acid.zalan.do/v1', 'postgresql', 'numberOfInstances: 2')],
    ['my | postgresql 5432 | my-0', 'my-config headless | ', 'my-repl | postgresql 5432 | my-1'],
  ],
  [
    'Elasticsearch',
    [
      resource(
        'elasticsearch.k8s.elastic.co/v1',
        'Elasticsearch',
        'nodeSets: [{name: hot, count: 2}, {name: cold, count: 1}]',
      ),
    ],
    [
      'my-es-cold headless unready | https 9200 | my-es-cold-0.my-es-cold',
      'my-es-hot headless unready | https 9200 | my-es-hot-0.my-es-hot my-es-hot-1.my-es-hot',
      'my-es-http | https 9200 | my-es-cold-0 my-es-hot-0 my-es-hot-1',
      'my-es-internal-http | https 9200 | my-es-cold-0 my-es-hot-0 my-es-hot-1',
      'my-es-transport headless unready | tls-transport 9300 | my-es-cold-0.my-es-cold my-es-hot-0.my-es-hot my-es-hot-1.my-es-hot',
    ],
  ],
  [
    'Kibana without TLS, and the APM server',
    [
      resource(
        'kibana.k8s.elastic.co/v1',
        'Kibana',
        'count: 1, http: {tls: {selfSignedCertificate: {disabled: true}}}',
      ),
      resource('apm.k8s.elastic.co/v1', 'ApmServer', 'count: 1'),
    ],
    ['my-apm-http | https 8200', 'my-kb-http | http 5601'],
  ],
  [
    'Prometheus and Alertmanager, which share a governing service each',
    [
      resource('monitoring.coreos.com/v1', 'Prometheus', 'replicas: 2, shards: 2', 'a'),
      resource('monitoring.coreos.com/v1', 'Prometheus', 'serviceName: own', 'b'),
      resource('monitoring.coreos.com/v1', 'Alertmanager', ''),
    ],
    [
      'alertmanager-operated headless unready | web 9093, tcp-mesh 9094, udp-mesh 9094UDP | alertmanager-my-0.alertmanager-operated',
      'prometheus-operated headless | web 9090 | prometheus-a-0.prometheus-operated prometheus-a-1.prometheus-operated prometheus-a-shard-1-0.prometheus-operated prometheus-a-shard-1-1.prometheus-operated prometheus-b-0.own',
    ],
  ],
  [
    'MongoDB',
    [
      resource(
        'mongodbcommunity.mongodb.com/v1',
        'MongoDBCommunity',
        'members: 2, additionalMongodConfig: {net.port: 27018}',
      ),
    ],
    ['my-svc headless unready | mongodb 27018 | my-0.my-svc my-1.my-svc'],
  ],
  [
    'CockroachDB',
    [resource('crdb.cockroachlabs.com/v1alpha1', 'CrdbCluster', 'nodes: 2')],
    [
      'my headless unready | grpc 26258, http 8080, sql 26257 | my-0.my my-1.my',
      'my-public | grpc 26258, http 8080, sql 26257 | my-0 my-1',
    ],
  ],
  [
    'Redis',
    [resource('redis.redis.opstreelabs.in/v1beta2', 'Redis', '')],
    [
      'my | redis-client 6379 | my-0',
      'my-additional | redis-client 6379 | my-0',
      'my-headless headless | redis-client 6379 | my-0.my-headless',
    ],
  ],
  [
    'a replicated Redis',
    [resource('redis.redis.opstreelabs.in/v1beta2', 'RedisReplication', 'clusterSize: 2')],
    [
      'my | redis-client 6379 | my-0 my-1',
      'my-additional | redis-client 6379 | my-0 my-1',
      'my-headless headless | redis-client 6379 | my-0.my-headless my-1.my-headless',
      'my-master | redis-client 6379 | my-0',
      'my-replica | redis-client 6379 | my-1',
    ],
  ],
  [
    'a cluster of Redis',
    [
      resource(
        'redis.redis.opstreelabs.in/v1beta2',
        'RedisCluster',
        'clusterSize: 1, port: 6380, redisFollower: {replicas: 2}',
      ),
    ],
    [
      'my-follower | redis-client 6380 | my-follower-0 my-follower-1',
      'my-follower-additional | redis-client 6380 | my-follower-0 my-follower-1',
      'my-follower-headless headless | redis-client 6380 | my-follower-0.my-follower-headless my-follower-1.my-follower-headless',
      'my-leader | redis-client 6380 | my-leader-0',
      'my-leader-additional | redis-client 6380 | my-leader-0',
      'my-leader-headless headless | redis-client 6380 | my-leader-0.my-leader-headless',
      'my-master | redis-client 6380 | my-leader-0',
    ],
  ],
  [
    'RabbitMQ, with a plugin',
    [
      resource(
        'rabbitmq.com/v1beta1',
        'RabbitmqCluster',
        'replicas: 2, rabbitmq: {additionalPlugins: [rabbitmq_mqtt]}',
      ),
    ],
    [
      'my | amqp 5672, management 15672, prometheus 15692, mqtt 1883 | my-server-0 my-server-1',
      'my-nodes headless unready | epmd 4369, cluster-rpc 25672 | my-server-0.my-nodes my-server-1.my-nodes',
    ],
  ],
  [
    'RabbitMQ, with TLS only',
    [
      resource(
        'rabbitmq.com/v1beta1',
        'RabbitmqCluster',
        'tls: {secretName: s, disableNonTLSListeners: true}',
      ),
    ],
    [
      'my | amqps 5671, management-tls 15671, prometheus-tls 15691 | my-server-0',
      'my-nodes headless unready | epmd 4369, cluster-rpc 25672 | my-server-0.my-nodes',
    ],
  ],
  [
    'MinIO',
    [resource('minio.min.io/v2', 'Tenant', 'pools: [{servers: 2, name: pool-0}, {servers: 1}]')],
    [
      'minio | https-minio 443 | my-pool-0-0 my-pool-0-1 my-ss-1-0',
      'my-console | https-console 9443 | my-pool-0-0 my-pool-0-1 my-ss-1-0',
      'my-hl headless | http-minio 9000 | my-pool-0-0.my-hl my-pool-0-1.my-hl my-ss-1-0.my-hl',
    ],
  ],
  [
    'MinIO without TLS',
    [resource('minio.min.io/v2', 'Tenant', 'requestAutoCert: false, pools: []')],
    ['minio | http-minio 80', 'my-console | http-console 9090', 'my-hl headless | http-minio 9000'],
  ],
  [
    'no operator, but a core kind and the same kind of another group',
    [
      resource('serving.knative.dev/v1', 'Service', 'template: {spec: {containers: [{image: a}]}}'),
      resource('example.org/v1', 'Kafka', LISTENERS),
      resource('cluster.x-k8s.io/v1beta1', 'Cluster', 'instances: 3'),
    ],
    [],
  ],
]

describe('the services of', () => {
  test.each(TABLE)('%s', (_, documents, services) => {
    const cluster = new Cluster().write('a.yaml', ...documents)
    expect(cluster.services()).toEqual(services)
    expect(cluster.said.filter((line) => !line.startsWith('KZ_OPERATOR_SERVED'))).toEqual([])
    expect(new Cluster(false).write('a.yaml', ...documents).services()).toEqual([])
  })
})

const CNPG = resource('postgresql.cnpg.io/v1', 'Cluster', 'instances: 2')
const STATED =
  'apiVersion: v1\nkind: Service\nmetadata: {name: my-rw}\nspec: {ports: [{name: own, port: 1}]}\n'
const RO = 'my-ro | postgres 5432 | my-2'

describe('what an operator makes', () => {
  test('is reported once, at the resource', () => {
    const cluster = new Cluster().write('a.yaml', CNPG).write('b.yaml', STATED)
    expect(cluster.said).toEqual([
      'KZ_OPERATOR_SERVED CloudNativePG Cluster default/my is served as if its operator ran: Services my-rw, my-ro, my-r and 2 pods',
    ])
  })

  test('makes way for a Service of the manifests, and comes back', () => {
    const cluster = new Cluster().write('a.yaml', CNPG)
    const all = ['my-r | postgres 5432 | my-1 my-2', RO, 'my-rw | postgres 5432 | my-1']
    const stated = [...all.slice(0, 2), 'my-rw | own 1']
    expect(cluster.services()).toEqual(all)
    expect(cluster.write('b.yaml', STATED).services()).toEqual(stated)
    expect(cluster.write('b.yaml').services()).toEqual(all)
    expect(cluster.write('b.yaml', STATED).write('a.yaml').services()).toEqual(['my-rw | own 1'])
    expect(cluster.write('a.yaml', CNPG).services()).toEqual(stated)
  })

  test('makes way for a Pod of the manifests', () => {
    const pod =
      'apiVersion: v1\nkind: Pod\nmetadata: {name: my-1, labels: {own: "1"}}\nspec: {containers: [{name: a, image: b}]}\n'
    const cluster = new Cluster().write('a.yaml', CNPG).write('b.yaml', pod)
    expect([cluster.podsOf({ own: '1' }), cluster.podsOf({ 'cnpg.io/cluster': 'my' })]).toEqual([
      ['my-1'],
      ['my-2'],
    ])
  })

  test('follows changes of the resource, and of those that belong to it', () => {
    const cluster = new Cluster()
      .write('a.yaml', kafka('kafka: {}'))
      .write('b.yaml', pool('p', 'replicas: 1, roles: [broker]'))
    const labels = { 'strimzi.io/cluster': 'my' }
    expect(cluster.podsOf(labels)).toEqual(['my-p-0'])
    expect(cluster.write('b.yaml', pool('p', 'replicas: 2, roles: [broker]')).podsOf(labels)).toEqual([
      'my-p-0',
      'my-p-1',
    ])
    expect(cluster.write('b.yaml').podsOf(labels)).toEqual([])
    expect(cluster.write('a.yaml').services()).toEqual([])
  })

  test('is in the dump that the resource comes from', () => {
    const cluster = new Cluster().write('a.yaml', `${CNPG}status: {readyInstances: 2}\n`)
    expect([cluster.services(), cluster.said]).toEqual([[], []])
  })

  test('keeps its pods in bounds', () => {
    const cluster = new Cluster().write(
      'a.yaml',
      resource('postgresql.cnpg.io/v1', 'Cluster', 'instances: 1000000000'),
    )
    expect(cluster.podsOf({ 'cnpg.io/cluster': 'my' })).toHaveLength(1000)
  })

  test('has the labels that Services of the manifests select', () => {
    const labels = 'replicas: 1, podMetadata: {labels: {part: monitoring}}'
    const cluster = new Cluster().write(
      'a.yaml',
      resource('monitoring.coreos.com/v1', 'Prometheus', labels, 'k8s'),
    )
    expect(cluster.podsOf({ part: 'monitoring', 'app.kubernetes.io/instance': 'k8s' })).toEqual([
      'prometheus-k8s-0',
    ])
  })
})
