/** Elastic Cloud on Kubernetes: Elasticsearch, Kibana and the APM server. */
import type { CustomResource } from '../../model/objects.ts'
import { at, Blueprint, countOf, field, listOf, type Made, textOf } from './blueprint.ts'

const TYPE = 'common.k8s.elastic.co/type'

export function elasticsearch(resource: CustomResource): Made {
  const { name } = resource
  const labels = { [TYPE]: 'elasticsearch', 'elasticsearch.k8s.elastic.co/cluster-name': name }
  const http = [[protocolOf(resource), 9200]] as const
  const blueprint = new Blueprint(resource)
    .service(`${name}-es-http`, labels, http)
    .service(`${name}-es-internal-http`, labels, http)
    .headless(`${name}-es-transport`, labels, [['tls-transport', 9300]], { publishesNotReady: true })
  for (const nodeSet of listOf(field(resource, 'nodeSets'))) {
    const set = `${name}-es-${textOf(at(nodeSet, 'name'))}`
    const own = { ...labels, 'elasticsearch.k8s.elastic.co/statefulset-name': set }
    blueprint
      .headless(set, own, http, { publishesNotReady: true })
      .numbered(set, { count: countOf(at(nodeSet, 'count'), 1) }, () => own, { subdomain: set })
  }
  return blueprint
}

export function kibana(resource: CustomResource): Made {
  return httpServer(resource, `${resource.name}-kb-http`, 5601)
}

export function apmServer(resource: CustomResource): Made {
  return httpServer(resource, `${resource.name}-apm-http`, 8200)
}

/** A service before a Deployment; the pods of a Deployment have no names in DNS. */
function httpServer(resource: CustomResource, service: string, port: number): Made {
  return new Blueprint(resource).service(service, null, [[protocolOf(resource), port]])
}

/** The name of the HTTP port: the protocol, which is HTTPS unless the self-signed certificate is disabled. */
function protocolOf(resource: CustomResource): 'http' | 'https' {
  const tls = field(resource, 'http', 'tls')
  const isDisabled = at(tls, 'selfSignedCertificate', 'disabled') === true
  return isDisabled && textOf(at(tls, 'certificate', 'secretName')) === '' ? 'http' : 'https'
}
