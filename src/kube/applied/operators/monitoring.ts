/**
 * Prometheus Operator. The resources of a namespace share one governing service, unless a resource names
 * another.
 */
import type { CustomResource } from '../../model/objects.ts'
import { Blueprint, countOf, field, labelsOf, type Made, type PortRow, textOf } from './blueprint.ts'

const NAME = 'app.kubernetes.io/name'

export function prometheus(resource: CustomResource): Made {
  const { name } = resource
  const web: PortRow = [textOf(field(resource, 'portName'), 'web'), 9090]
  const shards = countOf(field(resource, 'shards'), 1)
  const count = countOf(field(resource, 'replicas'), 1)
  const { blueprint, subdomain } = governed(resource, 'prometheus', [named(web)])
  for (let shard = 0; shard < Math.min(shards, 100); shard++) {
    const base = shard === 0 ? `prometheus-${name}` : `prometheus-${name}-shard-${shard}`
    const labels = {
      ...podLabels(resource, 'prometheus'),
      'operator.prometheus.io/name': name,
      'operator.prometheus.io/shard': String(shard),
    }
    blueprint.numbered(base, { count }, () => labels, { subdomain, ports: [web] })
  }
  return blueprint
}

export function alertmanager(resource: CustomResource): Made {
  const web: PortRow = [textOf(field(resource, 'portName'), 'web'), 9093]
  const mesh: readonly PortRow[] = [
    ['mesh-tcp', 9094],
    ['mesh-udp', 9094, { protocol: 'UDP' }],
  ]
  const ports: readonly PortRow[] = [
    named(web),
    ['tcp-mesh', 9094, { target: 'mesh-tcp' }],
    ['udp-mesh', 9094, { target: 'mesh-udp', protocol: 'UDP' }],
  ]
  const { blueprint, subdomain } = governed(resource, 'alertmanager', ports, { publishesNotReady: true })
  const count = countOf(field(resource, 'replicas'), 1)
  const labels = podLabels(resource, 'alertmanager')
  return blueprint.numbered(`alertmanager-${resource.name}`, { count }, () => labels, {
    subdomain,
    ports: [web, ...mesh],
  })
}

function governed(
  resource: CustomResource,
  kind: 'prometheus' | 'alertmanager',
  ports: readonly PortRow[],
  traits: { readonly publishesNotReady?: true } = {},
): { readonly blueprint: Blueprint; readonly subdomain: string } {
  const own = textOf(field(resource, 'serviceName'))
  const subdomain = own === '' ? `${kind}-operated` : own
  const blueprint = new Blueprint(resource)
  // The service that a resource names is one of the manifests.
  if (own === '') blueprint.headless(subdomain, { [NAME]: kind }, ports, traits)
  return { blueprint, subdomain }
}

function named([name, port]: PortRow): PortRow {
  return [name, port, { target: name }]
}

function podLabels(resource: CustomResource, kind: 'prometheus' | 'alertmanager') {
  return {
    ...labelsOf(field(resource, 'podMetadata', 'labels')),
    [NAME]: kind,
    'app.kubernetes.io/instance': resource.name,
    'app.kubernetes.io/managed-by': 'prometheus-operator',
    [kind]: resource.name,
  }
}
