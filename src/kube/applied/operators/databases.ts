/** Operators of databases: CloudNativePG, Zalando's, MongoDB's, CockroachDB's, and OpsTree's of Redis. */
import type { CustomResource, Labels } from '../../model/objects.ts'
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

// --- PostgreSQL ---

const POSTGRES: readonly PortRow[] = [['postgres', 5432]]

export function cloudNativePg(resource: CustomResource): Made {
  const { name } = resource
  const cluster = { 'cnpg.io/cluster': name }
  const disabled = listOf(field(resource, 'managed', 'services', 'disabledDefaultServices'))
  const role = (role: 'primary' | 'replica'): Labels => ({ ...cluster, 'cnpg.io/instanceRole': role })
  const blueprint = new Blueprint(resource)
    .service(`${name}-rw`, role('primary'), POSTGRES)
    .numbered(name, { count: countOf(field(resource, 'instances'), 1), first: 1 }, (i) => ({
      ...role(i === 0 ? 'primary' : 'replica'),
      'cnpg.io/podRole': 'instance',
    }))
  if (!disabled.includes('ro')) blueprint.service(`${name}-ro`, role('replica'), POSTGRES)
  if (!disabled.includes('r')) {
    blueprint.service(`${name}-r`, { ...cluster, 'cnpg.io/podRole': 'instance' }, POSTGRES)
  }
  return blueprint
}

export function cloudNativePgPooler(resource: CustomResource): Made {
  // Its pods are those of a Deployment, which have no names in DNS.
  return new Blueprint(resource).service(resource.name, null, [['pgbouncer', 5432]])
}

export function zalandoPostgres(resource: CustomResource): Made {
  const { name } = resource
  const ports: readonly PortRow[] = [['postgresql', 5432]]
  const role = (role: 'master' | 'replica'): Labels => {
    return { application: 'spilo', 'cluster-name': name, 'spilo-role': role }
  }
  const count = countOf(field(resource, 'numberOfInstances'), 1)
  return (
    new Blueprint(resource)
      // Patroni, not a selector, keeps the endpoints of the master; the result is the same.
      .service(name, role('master'), ports)
      .service(`${name}-repl`, role('replica'), ports)
      .headless(`${name}-config`, null, [])
      .numbered(name, { count }, (i) => role(i === 0 ? 'master' : 'replica'))
  )
}

// --- MongoDB, CockroachDB ---

export function mongoDb(resource: CustomResource): Made {
  const { name } = resource
  const service = textOf(field(resource, 'statefulSet', 'spec', 'serviceName'), `${name}-svc`)
  const labels = { app: service }
  const config = field(resource, 'additionalMongodConfig')
  const port = portOf(at(config, 'net.port') ?? at(config, 'net', 'port'), 27_017)
  return new Blueprint(resource)
    .headless(service, labels, [['mongodb', port]], { publishesNotReady: true })
    .numbered(name, { count: countOf(field(resource, 'members'), 0) }, () => labels, { subdomain: service })
}

export function cockroachDb(resource: CustomResource): Made {
  const { name } = resource
  const labels = {
    'app.kubernetes.io/name': 'cockroachdb',
    'app.kubernetes.io/instance': name,
    'app.kubernetes.io/component': 'database',
  }
  const grpc: PortRow = ['grpc', portOf(field(resource, 'grpcPort'), 26_258)]
  const http: PortRow = ['http', portOf(field(resource, 'httpPort'), 8080)]
  const sql: PortRow = ['sql', portOf(field(resource, 'sqlPort'), 26_257)]
  return new Blueprint(resource)
    .headless(name, labels, [grpc, http, sql], { publishesNotReady: true })
    .service(`${name}-public`, labels, [grpc, http, sql])
    .numbered(name, { count: countOf(field(resource, 'nodes'), 0) }, () => labels, { subdomain: name })
}

// --- Redis ---

const REDIS_PORT = 6379
const ROLE = 'redis-role'

export function redis(resource: CustomResource): Made {
  const { name } = resource
  const labels = redisLabels(name, 'standalone', 'standalone')
  const blueprint = redisServices(new Blueprint(resource), name, labels, REDIS_PORT)
  return blueprint.numbered(name, { count: 1 }, () => labels, { subdomain: `${name}-headless` })
}

export function redisReplication(resource: CustomResource): Made {
  const { name } = resource
  const labels = redisLabels(name, 'replication', 'replication')
  const role = (role: 'master' | 'slave') => ({ ...labels, [ROLE]: role })
  const ports: readonly PortRow[] = [['redis-client', REDIS_PORT]]
  return redisServices(new Blueprint(resource), name, labels, REDIS_PORT)
    .service(`${name}-master`, role('master'), ports)
    .service(`${name}-replica`, role('slave'), ports)
    .numbered(
      name,
      { count: countOf(field(resource, 'clusterSize'), 1) },
      (i) => role(i === 0 ? 'master' : 'slave'),
      { subdomain: `${name}-headless` },
    )
}

export function redisCluster(resource: CustomResource): Made {
  const port = portOf(field(resource, 'port'), REDIS_PORT)
  const size = countOf(field(resource, 'clusterSize'), 0)
  const blueprint = new Blueprint(resource)
  for (const [role, spec, redisRole] of [
    ['leader', 'redisLeader', 'master'],
    ['follower', 'redisFollower', 'slave'],
  ] as const) {
    const name = `${resource.name}-${role}`
    const labels = redisLabels(name, 'cluster', role)
    const count = countOf(field(resource, spec, 'replicas'), size)
    redisServices(blueprint, name, labels, port)
    blueprint.numbered(name, { count }, () => ({ ...labels, cluster: resource.name, [ROLE]: redisRole }), {
      subdomain: `${name}-headless`,
    })
  }
  const master = { cluster: resource.name, redis_setup_type: 'cluster', [ROLE]: 'master' }
  return blueprint.service(`${resource.name}-master`, master, [['redis-client', port]])
}

function redisLabels(app: string, setup: string, role: string) {
  return { app, redis_setup_type: setup, role }
}

function redisServices(blueprint: Blueprint, name: string, labels: Labels, port: number): Blueprint {
  const ports: readonly PortRow[] = [['redis-client', port]]
  return blueprint
    .service(name, labels, ports)
    .headless(`${name}-headless`, labels, ports)
    .service(`${name}-additional`, labels, ports)
}
