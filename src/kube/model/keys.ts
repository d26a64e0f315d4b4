/**
 * What objects are known by. Each kind of key is a type of its own and is made here alone, so that the key of a service is
 * never looked up among pods. No name in Kubernetes contains a slash, so a key can be taken apart again.
 */
import { flat } from '../../wire/name.ts'
import { kindOf, type KubeObject, type Pod } from './objects.ts'

declare const keyKind: unique symbol
type Key<Kind extends string> = string & { readonly [keyKind]: Kind }

/** `namespace/name` of a Service, of a ServiceImport, or of a service that only slices speak of. */
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

/** `form` is a Kind, also one that is not read here. */
export function workloadKey({ namespace, form, name }: Controller): WorkloadKey {
  return `${namespace}/${form}/${name}` as WorkloadKey
}

/** Of the object that a reference (`Kind/name`) in a namespace means. */
export function controllerKey(namespace: string, reference: string): WorkloadKey {
  return `${namespace}/${reference}` as WorkloadKey
}

/** The namespace may be another than the object's own. */
export function objectKey(object: KubeObject, namespace = object.namespace): ObjectKey {
  return flat(`${kindOf(object)}/${namespace}/${object.name}`) as ObjectKey
}

export function namespaceOf(key: ServiceKey | PodKey): string {
  return key.slice(0, key.indexOf('/'))
}

/** Without the namespace. */
export function nameOf(key: ServiceKey | PodKey): string {
  return key.slice(key.indexOf('/') + 1)
}
