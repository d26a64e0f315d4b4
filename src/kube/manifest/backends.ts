/**
 * Reads the Services to which objects of kinds that DNS does not read refer: the backends of Ingresses and of
 * the routes of the Gateway API, and the services of webhooks.
 */
import type { AskedName } from '../model/asked-name.ts'
import { serviceKey } from '../model/keys.ts'
import { isLabel } from '../model/kube-names.ts'
import { type Field, isMapping } from './fields.ts'
import { sharedText } from './shared-text.ts'

/** The port of a webhook that states none. */
const WEBHOOK_PORT = 443
/** The most backends that are kept of one object. */
const MAX_BACKENDS = 500
/** In place of a port: the load balancer of a cloud acts on an annotation, and asks no Service. */
const ACTION = 'use-annotation'

interface Reference {
  readonly field: Field
  readonly name: unknown
  readonly namespace: unknown
  readonly port: unknown
}

type Find = (root: Field) => Reference[]

const KINDS: ReadonlyMap<string, Find> = new Map<string, Find>([
  ['networking.k8s.io Ingress', findInIngress],
  ['extensions Ingress', findInIngress],
  ...['HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute', 'UDPRoute'].map((kind): [string, Find] => [
    `gateway.networking.k8s.io ${kind}`,
    findInRoute,
  ]),
  ['admissionregistration.k8s.io ValidatingWebhookConfiguration', findInWebhooks],
  ['admissionregistration.k8s.io MutatingWebhookConfiguration', findInWebhooks],
  ['apiextensions.k8s.io CustomResourceDefinition', findInDefinition],
])

/** `namespace`: that of the object; empty: the kind is cluster-scoped. */
export function readBackends(root: Field, kind: string, apiVersion: string, namespace: string): AskedName[] {
  const find = KINDS.get(`${apiVersion.slice(0, apiVersion.indexOf('/'))} ${kind}`)
  if (find === undefined) return []
  return find(root)
    .slice(0, MAX_BACKENDS)
    .flatMap(({ field, name, namespace: stated, port }) => {
      const target = stated ?? namespace
      const isService = typeof name === 'string' && isLabel(name)
      if (!isService || typeof target !== 'string' || !isLabel(target) || port === ACTION) return []
      return {
        origin: 'backend',
        by: root.object.subject,
        where: field.path,
        namespace,
        name: sharedText(name),
        service: serviceKey(sharedText(target), sharedText(name)),
        isBare: false,
        port: typeof port === 'number' || (typeof port === 'string' && port !== '') ? port : null,
        place: field.place,
      }
    })
}

// --- Ingress ---

function findInIngress(root: Field): Reference[] {
  const spec = root.get('spec')
  const paths = below(spec, 'rules').flatMap((rule) => below(rule.get('http'), 'paths'))
  return [
    spec.get('defaultBackend'),
    spec.get('backend'),
    ...paths.map((path) => path.get('backend')),
  ].flatMap(fromIngress)
}

function fromIngress(backend: Field): Reference[] {
  const service = backend.get('service')
  if (service.isPresent) {
    const port = service.get('port')
    const { value: number } = port.get('number')
    return [reference(service, 'name', number ?? port.get('name').value)]
  }
  // The form of former versions. There, a number can be written as text.
  if (!backend.get('serviceName').isPresent) return []
  const { value: port } = backend.get('servicePort')
  return [
    reference(backend, 'serviceName', typeof port === 'string' && /^\d+$/.test(port) ? Number(port) : port),
  ]
}

function reference(field: Field, key: string, port: unknown): Reference {
  const { value: name } = field.get(key)
  return { field: field.get(key), name, namespace: null, port }
}

// --- Gateway API ---

function findInRoute(root: Field): Reference[] {
  return below(root.get('spec'), 'rules').flatMap((rule) => {
    const backends = below(rule, 'backendRefs')
    const filters = [rule, ...backends].flatMap((one) => below(one, 'filters'))
    return [...backends, ...filters.map((filter) => filter.get('requestMirror').get('backendRef'))].flatMap(
      fromRoute,
    )
  })
}

/** A backend of another kind is not known here. */
function fromRoute(backend: Field): Reference[] {
  const { value: group } = backend.get('group')
  const { value: kind } = backend.get('kind')
  if ((group ?? '') !== '' || (kind ?? 'Service') !== 'Service') return []
  return fromService(backend, backend.get('port').value)
}

function fromService(service: Field, port: unknown): Reference[] {
  const name = service.get('name')
  return name.isPresent
    ? [{ field: name, name: name.value, namespace: service.get('namespace').value, port }]
    : []
}

// --- Webhooks ---

function findInWebhooks(root: Field): Reference[] {
  return below(root, 'webhooks').flatMap((webhook) => fromClient(webhook.get('clientConfig')))
}

function findInDefinition(root: Field): Reference[] {
  return fromClient(root.get('spec').get('conversion').get('webhook').get('clientConfig'))
}

function fromClient(client: Field): Reference[] {
  const service = client.get('service')
  return fromService(service, service.get('port').value ?? WEBHOOK_PORT)
}

/** The mappings of a list below a field. */
function below(field: Field, key: string): Field[] {
  const list = field.get(key)
  return Array.isArray(list.value) ? list.items().filter((item) => isMapping(item.value)) : []
}
