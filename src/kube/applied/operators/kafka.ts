/** Strimzi: the services and brokers of a Kafka, from its listeners and the KafkaNodePools of the cluster. */
import type { CustomResource } from '../../model/objects.ts'
import {
  at,
  Blueprint,
  countOf,
  field,
  listOf,
  type Made,
  portOf,
  type PortRow,
  textOf,
} from './blueprint.ts'

const CLUSTER = 'strimzi.io/cluster'

export function kafka(resource: CustomResource, siblings: readonly CustomResource[]): Made {
  const { name } = resource
  const selector = { [CLUSTER]: name, 'strimzi.io/kind': 'Kafka', 'strimzi.io/name': `${name}-kafka` }
  const brokers = { ...selector, 'strimzi.io/broker-role': 'true' }
  const replication: PortRow = ['tcp-replication', 9091]
  const listeners = listOf(field(resource, 'kafka', 'listeners'))
    .filter((one) => at(one, 'type') === 'internal')
    .map((one): PortRow => {
      const [listener, port] = [textOf(at(one, 'name')), portOf(at(one, 'port'), 9092)]
      return [portName(listener, port), port]
    })
  const headless = `${name}-kafka-brokers`
  const blueprint = new Blueprint(resource)
    .service(`${name}-kafka-bootstrap`, brokers, [replication, ...listeners])
    .headless(
      headless,
      selector,
      [['tcp-ctrlplane', 9090], replication, ['tcp-kafkaagent', 8443], ...listeners],
      { publishesNotReady: true },
    )
  const pools = siblings.filter(
    (one) => one.form === 'KafkaNodePool.kafka.strimzi.io' && one.labels?.[CLUSTER] === name,
  )
  // Clusters of before Strimzi 0.46 need no pools.
  if (pools.length === 0) {
    const count = countOf(field(resource, 'kafka', 'replicas'), 0)
    return blueprint.numbered(`${name}-kafka`, { count }, () => brokers, { subdomain: headless })
  }
  let first = 0
  for (const pool of pools) {
    const count = countOf(field(pool, 'replicas'), 0)
    const isBroker = listOf(field(pool, 'roles')).includes('broker')
    const labels = { ...(isBroker ? brokers : selector), 'strimzi.io/pool-name': pool.name }
    // The numbers of nodes go on from pool to pool.
    blueprint.numbered(`${name}-${pool.name}`, { count, first }, () => labels, { subdomain: headless })
    first += count
  }
  return blueprint
}

/** The names that ports had before listeners had names stay as they were. */
function portName(listener: string, port: number): string {
  if (listener === 'plain' && port === 9092) return 'tcp-clients'
  if (listener === 'tls' && port === 9093) return 'tcp-clientstls'
  return `tcp-${listener}`
}
