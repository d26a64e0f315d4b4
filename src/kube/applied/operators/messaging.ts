/** The operators of RabbitMQ and MinIO. */
import type { CustomResource } from '../../model/objects.ts'
import { at, Blueprint, countOf, field, listOf, type Made, type PortRow, textOf } from './blueprint.ts'

export function rabbitMq(resource: CustomResource): Made {
  const { name } = resource
  const labels = { 'app.kubernetes.io/name': name }
  const tls = field(resource, 'tls')
  const hasTls = textOf(at(tls, 'secretName')) !== ''
  const plain: readonly PortRow[] = [
    ['amqp', 5672],
    ['management', 15_672],
  ]
  const secure: readonly PortRow[] = [
    ['amqps', 5671],
    ['management-tls', 15_671],
    ['prometheus-tls', 15_691],
  ]
  return new Blueprint(resource)
    .service(name, labels, [
      ...(hasTls && at(tls, 'disableNonTLSListeners') === true ? [] : plain),
      ...(hasTls ? secure : [['prometheus', 15_692] as const]),
      ...pluginPorts(resource),
    ])
    .headless(
      `${name}-nodes`,
      labels,
      [
        ['epmd', 4369],
        ['cluster-rpc', 25_672],
      ],
      { publishesNotReady: true },
    )
    .numbered(`${name}-server`, { count: countOf(field(resource, 'replicas'), 1) }, () => labels, {
      subdomain: `${name}-nodes`,
    })
}

/** The plain ports of plugins. */
const PLUGIN_PORTS: Readonly<Record<string, PortRow>> = {
  rabbitmq_mqtt: ['mqtt', 1883],
  rabbitmq_web_mqtt: ['web-mqtt', 15_675],
  rabbitmq_stomp: ['stomp', 61_613],
  rabbitmq_web_stomp: ['web-stomp', 15_674],
  rabbitmq_stream: ['stream', 5552],
}

function pluginPorts(resource: CustomResource): readonly PortRow[] {
  if (at(field(resource, 'tls'), 'disableNonTLSListeners') === true) return []
  const plugins = listOf(field(resource, 'rabbitmq', 'additionalPlugins'))
  return Object.entries(PLUGIN_PORTS).flatMap(([plugin, row]) => (plugins.includes(plugin) ? [row] : []))
}

export function minio(resource: CustomResource): Made {
  const { name } = resource
  const labels = { 'v1.min.io/tenant': name }
  const certificates = listOf(field(resource, 'externalCertSecret'))
  const hasTls = field(resource, 'requestAutoCert') !== false || certificates.length > 0
  const api = { target: 'minio-api' }
  const headless = `${name}-hl`
  const blueprint = new Blueprint(resource)
    .service('minio', labels, [hasTls ? ['https-minio', 443, api] : ['http-minio', 80, api]])
    .service(`${name}-console`, labels, [hasTls ? ['https-console', 9443] : ['http-console', 9090]])
    .headless(headless, labels, [['http-minio', 9000]])
  for (const [i, pool] of listOf(field(resource, 'pools')).entries()) {
    const base = `${name}-${textOf(at(pool, 'name'), `ss-${i}`)}`
    blueprint.numbered(base, { count: countOf(at(pool, 'servers'), 0) }, () => labels, {
      subdomain: headless,
      ports: [['minio-api', 9000]],
    })
  }
  return blueprint
}
