/**
 * The services and pods that operators make of custom resources, as if the operators ran. An object of the
 * same kind and name in the manifests comes before the one that an operator would make.
 */
import type { Diagnostic } from '../../../report/diagnostic.ts'
import { diagnostic } from '../../../report/diagnostic.ts'
import { Remarks } from '../../../report/remarks.ts'
import { type ObjectKey, objectKey } from '../../model/keys.ts'
import type { CustomResource, KubeObject } from '../../model/objects.ts'
import { sameObject } from '../../model/same-object.ts'
import { ofKind, type Transition } from '../../stated/manifest-set.ts'
import { describeOperated, madeOf } from './operators.ts'

export class OperatorObjects {
  readonly #resources = new Map<string, Map<ObjectKey, CustomResource>>()
  /** What operators make, whether or not manifests state the same object. */
  readonly #made = new Map<ObjectKey, KubeObject>()
  readonly #madeIn = new Map<string, ReadonlySet<ObjectKey>>()
  /** The Services and Pods of the manifests. */
  readonly #stated = new Set<ObjectKey>()
  readonly #remarks = new Remarks()

  takeDiagnostics(): readonly Diagnostic[] {
    return this.#remarks.take()
  }

  /** The transitions without those of custom resources, and with those of the objects that operators make. */
  follow(transitions: readonly Transition[]): Transition[] {
    const result: Transition[] = []
    const namespaces = new Set<string>()
    for (const transition of transitions) {
      const resource = ofKind(transition, 'CustomResource')
      if (resource === null) result.push(this.#shadow(transition))
      else namespaces.add(this.#keep(resource.before, resource.after))
    }
    for (const namespace of [...namespaces].sort()) result.push(...this.#remake(namespace))
    return result
  }

  #keep(before: CustomResource | null, after: CustomResource | null): string {
    const namespace = after?.namespace ?? before?.namespace ?? ''
    const resources = this.#resources.get(namespace) ?? new Map<ObjectKey, CustomResource>()
    if (before !== null) {
      resources.delete(objectKey(before))
      this.#remarks.forget(objectKey(before))
    }
    if (after !== null) resources.set(objectKey(after), after)
    if (resources.size === 0) this.#resources.delete(namespace)
    else this.#resources.set(namespace, resources)
    return namespace
  }

  /** A transition of a stated object, which replaces what an operator makes, and makes room for it again. */
  #shadow(transition: Transition): Transition {
    const { before, after } = transition
    const object = after ?? before
    if (object === null || (object.kind !== 'Service' && object.kind !== 'Pod')) return transition
    const key = objectKey(object)
    if (after === null) this.#stated.delete(key)
    else this.#stated.add(key)
    const made = this.#made.get(key)
    return made === undefined ? transition : { before: before ?? made, after: after ?? made }
  }

  /** Makes the objects of a namespace again, because some of its resources have changed. */
  #remake(namespace: string): Transition[] {
    const old = this.#madeIn.get(namespace) ?? new Set()
    const made = this.#make(namespace)
    const result: Transition[] = []
    for (const key of new Set([...old, ...made.keys()])) {
      const before = this.#made.get(key) ?? null
      const after = made.get(key) ?? null
      if (
        before !== null &&
        after !== null &&
        sameObject(before, after) &&
        before.location === after.location
      )
        continue
      if (after === null) this.#made.delete(key)
      else this.#made.set(key, after)
      if (!this.#stated.has(key)) result.push({ before, after })
    }
    if (made.size === 0) this.#madeIn.delete(namespace)
    else this.#madeIn.set(namespace, new Set(made.keys()))
    return result
  }

  #make(namespace: string): Map<ObjectKey, KubeObject> {
    const resources = [...(this.#resources.get(namespace) ?? [])].sort(([a], [b]) => (a < b ? -1 : 1))
    const siblings = resources.map(([, resource]) => resource)
    const all = new Map<ObjectKey, KubeObject>()
    for (const [key, resource] of resources) {
      // Its services are in the dump that it comes from.
      const made = resource.isFromCluster ? null : madeOf(resource, siblings)
      if (made === null) continue
      for (const object of [...made.services, ...made.pods]) {
        const own = objectKey(object)
        if (!all.has(own)) all.set(own, object)
      }
      this.#remark(
        key,
        resource,
        made.services.map(({ name }) => name),
        made.pods.length,
      )
    }
    return all
  }

  #remark(key: ObjectKey, resource: CustomResource, services: readonly string[], pods: number): void {
    const title = describeOperated(resource)?.title ?? ''
    const count = pods === 0 ? '' : ` and ${pods} ${pods === 1 ? 'pod' : 'pods'}`
    const message = `${title} ${resource.namespace}/${resource.name} is served as if its operator ran: Services ${services.join(', ')}${count}`
    this.#remarks.set(key, [diagnostic('KZ_OPERATOR_SERVED', resource.location.place, message)])
  }
}
