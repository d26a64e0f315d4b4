/**
 * The table of operators: what each makes of its resources, as its own sources say. For some resources only
 * the names of the services are known, because the rest depends on what else runs in the cluster.
 */
import type { ResourceForm } from '../../model/custom-resource.ts'
import type { CustomResource } from '../../model/objects.ts'
import { matchesAll } from '../../model/selector.ts'
import { at, field, listOf, type Made, textOf } from './blueprint.ts'
import {
  cloudNativePg,
  cloudNativePgPooler,
  cockroachDb,
  mongoDb,
  redis,
  redisCluster,
  redisReplication,
  zalandoPostgres,
} from './databases.ts'
import { apmServer, elasticsearch, kibana } from './elastic.ts'
import { kafka } from './kafka.ts'
import { minio, rabbitMq } from './messaging.ts'
import { alertmanager, prometheus } from './monitoring.ts'

interface Operator {
  /** The kind, for people. */
  readonly title: string
  /** `siblings`: all custom resources of the namespace, in the order of their names. */
  readonly make?: (resource: CustomResource, siblings: readonly CustomResource[]) => Made
  /** The names of the services, where `make` is not known. */
  readonly names?: (resource: CustomResource) => readonly string[]
}

const OPERATORS: Partial<Record<ResourceForm, Operator>> = {
  'Kafka.kafka.strimzi.io': { title: 'Kafka', make: kafka },
  'Cluster.postgresql.cnpg.io': { title: 'CloudNativePG Cluster', make: cloudNativePg },
  'Pooler.postgresql.cnpg.io': { title: 'CloudNativePG Pooler', make: cloudNativePgPooler },
  'postgresql.acid.zalan.do': { title: 'postgresql', make: zalandoPostgres },
  'Elasticsearch.elasticsearch.k8s.elastic.co': { title: 'Elasticsearch', make: elasticsearch },
  'Kibana.kibana.k8s.elastic.co': { title: 'Kibana', make: kibana },
  'ApmServer.apm.k8s.elastic.co': { title: 'ApmServer', make: apmServer },
  'Agent.agent.k8s.elastic.co': { title: 'Elastic Agent', names: fleetServer },
  'Logstash.logstash.k8s.elastic.co': { title: 'Logstash', names: logstash },
  'Prometheus.monitoring.coreos.com': { title: 'Prometheus', make: prometheus },
  'Alertmanager.monitoring.coreos.com': { title: 'Alertmanager', make: alertmanager },
  'MongoDBCommunity.mongodbcommunity.mongodb.com': { title: 'MongoDBCommunity', make: mongoDb },
  'CrdbCluster.crdb.cockroachlabs.com': { title: 'CrdbCluster', make: cockroachDb },
  'Redis.redis.redis.opstreelabs.in': { title: 'Redis', make: redis },
  'RedisReplication.redis.redis.opstreelabs.in': { title: 'RedisReplication', make: redisReplication },
  'RedisCluster.redis.redis.opstreelabs.in': { title: 'RedisCluster', make: redisCluster },
  'RabbitmqCluster.rabbitmq.com': { title: 'RabbitmqCluster', make: rabbitMq },
  'Tenant.minio.min.io': { title: 'MinIO Tenant', make: minio },
  // The target of its ExternalName is the ingress that Knative is installed with.
  'Service.serving.knative.dev': { title: 'Knative Service', names: ({ name }) => [name] },
}

/** Only the server of a fleet has a service. */
function fleetServer(resource: CustomResource): readonly string[] {
  return field(resource, 'fleetServerEnabled') === true ? [`${resource.name}-agent-http`] : []
}

function logstash(resource: CustomResource): readonly string[] {
  return listOf(field(resource, 'services')).flatMap((one) => {
    const name = textOf(at(one, 'name'))
    return name === '' ? [] : [`${resource.name}-ls-${name}`]
  })
}

/** `null`: the resource is of no operator, or the table has only the names of its services. */
export function madeOf(resource: CustomResource, siblings: readonly CustomResource[]): Made | null {
  const made = OPERATORS[resource.form]?.make?.(resource, siblings) ?? null
  if (made === null) return null
  // A service without pods, such as that of the replicas of a single instance, needs no selector: with one,
  // it would look like a mistake.
  const services = made.services.map((one) => {
    const { selector } = one
    const isMatched = selector !== null && made.pods.some(({ labels }) => matchesAll(selector, labels))
    return isMatched ? one : { ...one, selector: null }
  })
  return { services, pods: made.pods }
}

/** The title and the services of a resource of an operator; `null`: it is of none. */
export function describeOperated(
  resource: CustomResource,
): { readonly title: string; readonly services: readonly string[]; readonly isServed: boolean } | null {
  const operator = OPERATORS[resource.form]
  if (operator === undefined) return null
  const services =
    operator.make?.(resource, []).services.map(({ name }) => name) ?? operator.names?.(resource) ?? []
  return { title: operator.title, services, isServed: operator.make !== undefined }
}
