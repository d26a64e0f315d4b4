/**
 * Keys of objects. Each kind of key is its own type, and only this file makes keys, so that the compiler
 * rejects a look-up of a Service's key among pods. A name in Kubernetes contains no slash, so a key can be
 * split again.
 */
import { flat } from '../../wire/name.ts'
import { kindOf, type KubeObject, type Pod } from './objects.ts'

declare const keyKind: unique symbol
type Key<Kind extends string> = string & { readonly [keyKind]: Kind }

/** `namespace/name` of a Service, of a ServiceImport, or of a service that only EndpointSlices name. */
export type ServiceKey = Key<'Service'>
/** `namespace/name` of a Pod. */
export type PodKey = Key<'Pod'>
/** `namespace/Kind/name` of an object that makes pods. */
export type WorkloadKey = Key<'Workload'>
/** `Kind/namespace/name`: two objects of one key are the same object. */
export type ObjectKey = Key<'Object'>

interface Controller {
  readonly namespace: string
  readonly form: string
  readonly name: string
}

export function serviceKey(namespace: string, name: string): ServiceKey {
  return `${namespace}/${name}` as ServiceKey
}

export function podKey({ namespace, name }: Pick<Pod, 'namespace' | 'name'>): PodKey {
  return `${namespace}/${name}` as PodKey
}

/** `form` is a kind; kubezone need not read objects of that kind. */
export function workloadKey({ namespace, form, name }: Controller): WorkloadKey {
  return `${namespace}/${form}/${name}` as WorkloadKey
}

/** The key of the object to which a reference (`Kind/name`) in a namespace refers. */
export function controllerKey(namespace: string, reference: string): WorkloadKey {
  return `${namespace}/${reference}` as WorkloadKey
}

/** `namespace` can differ from the object's own. */
export function objectKey(object: KubeObject, namespace = object.namespace): ObjectKey {
  // A custom resource can be a workload, too.
  const kind = object.kind === 'CustomResource' ? `custom ${object.form}` : kindOf(object)
  return flat(`${kind}/${namespace}/${object.name}`) as ObjectKey
}

export function namespaceOf(key: ServiceKey | PodKey): string {
  return key.slice(0, key.indexOf('/'))
}

/** The name without the namespace. */
export function nameOf(key: ServiceKey | PodKey): string {
  return key.slice(key.indexOf('/') + 1)
}
