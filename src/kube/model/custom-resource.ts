/**
 * The custom resources that stand for services: of operators, which make services, and of GitOps tools, which
 * deliver manifests from elsewhere. Other custom resources are only counted.
 */

/** A value of JSON. */
export type Plain = string | number | boolean | null | readonly Plain[] | { readonly [key: string]: Plain }

/** By `Kind.group`: the fields of `spec` that are kept. */
const FORMS = {
  // --- GitOps tools ---
  'HelmRelease.helm.toolkit.fluxcd.io': ['chart', 'chartRef'],
  'HelmRelease.helm.fluxcd.io': ['chart'],
  'Kustomization.kustomize.toolkit.fluxcd.io': ['path', 'sourceRef', 'targetNamespace'],
  'HelmChart.helm.cattle.io': ['chart', 'chartContent'],
  'Application.argoproj.io': ['source', 'sources', 'destination'],
  'ApplicationSet.argoproj.io': ['template'],
  // --- Operators ---
  'Kafka.kafka.strimzi.io': ['kafka'],
  'KafkaNodePool.kafka.strimzi.io': ['replicas', 'roles'],
  'Cluster.postgresql.cnpg.io': ['instances', 'managed'],
  'Pooler.postgresql.cnpg.io': [],
  'postgresql.acid.zalan.do': ['numberOfInstances'],
  'Elasticsearch.elasticsearch.k8s.elastic.co': ['http', 'nodeSets'],
  'Kibana.kibana.k8s.elastic.co': ['http', 'count'],
  'ApmServer.apm.k8s.elastic.co': ['http', 'count'],
  'Agent.agent.k8s.elastic.co': ['fleetServerEnabled'],
  'Logstash.logstash.k8s.elastic.co': ['services'],
  'Prometheus.monitoring.coreos.com': ['replicas', 'shards', 'portName', 'serviceName', 'podMetadata'],
  'Alertmanager.monitoring.coreos.com': ['replicas', 'portName', 'serviceName', 'podMetadata'],
  'MongoDBCommunity.mongodbcommunity.mongodb.com': ['members', 'additionalMongodConfig', 'statefulSet'],
  'CrdbCluster.crdb.cockroachlabs.com': ['nodes', 'grpcPort', 'httpPort', 'sqlPort'],
  'Redis.redis.redis.opstreelabs.in': [],
  'RedisReplication.redis.redis.opstreelabs.in': ['clusterSize'],
  'RedisCluster.redis.redis.opstreelabs.in': ['clusterSize', 'port', 'redisLeader', 'redisFollower'],
  'RabbitmqCluster.rabbitmq.com': ['replicas', 'tls', 'rabbitmq'],
  'Tenant.minio.min.io': ['pools', 'requestAutoCert', 'externalCertSecret'],
  'Service.serving.knative.dev': [],
} as const satisfies Record<`${string}.${string}`, readonly string[]>

export type ResourceForm = keyof typeof FORMS

export function isResourceForm(form: string): form is ResourceForm {
  return Object.hasOwn(FORMS, form)
}

export function keptFields(form: ResourceForm): readonly string[] {
  return FORMS[form]
}
