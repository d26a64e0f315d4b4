/**
 * Diagnostics about pods that ask for a name with `hostname` and `subdomain` and do not get it, or share it
 * (K8s DNS §2.4.1: the name is that of an endpoint, below a headless Service).
 */
import { diagnostic, type Diagnostic } from '../../report/diagnostic.ts'
import { Remarks } from '../../report/remarks.ts'
import { suggest } from '../../report/suggestion.ts'
import type { Inventory, InventoryChange } from '../inventory/inventory.ts'
import { quote } from '../manifest/fields.ts'
import { type ObjectKey, objectKey, type ServiceKey, serviceKey } from '../model/keys.ts'
import { kindOf, type Pod, type PodShape, type Workload } from '../model/objects.ts'
import { isJob } from '../model/reference.ts'
import type { Transition } from '../stated/manifest-set.ts'

type Named = Pod | Workload

export class PodNameInspector {
  readonly #inventory: Inventory
  readonly #remarks = new Remarks()
  /** The objects of manifests whose pods have a subdomain, by the Service of that name. */
  readonly #bySubdomain = new Map<ServiceKey, Map<ObjectKey, Named>>()

  constructor(inventory: Inventory) {
    this.#inventory = inventory
  }

  /** The diagnostics that become true with a change. */
  inspect(transitions: readonly Transition[], { services }: InventoryChange): readonly Diagnostic[] {
    const keys = new Set(services)
    for (const { before, after } of transitions) {
      if (isNamed(before)) {
        const key = subdomainOf(before)
        this.#bySubdomain.get(key)?.delete(objectKey(before))
        if (this.#bySubdomain.get(key)?.size === 0) this.#bySubdomain.delete(key)
        if (!isNamed(after)) this.#remarks.forget(objectKey(before))
      }
      if (!isNamed(after)) continue
      const key = subdomainOf(after)
      const objects = this.#bySubdomain.get(key) ?? new Map()
      this.#bySubdomain.set(key, objects.set(objectKey(after), after))
      keys.add(key)
    }
    for (const key of keys) {
      for (const [object, named] of this.#bySubdomain.get(key) ?? []) {
        const found = this.#judge(named, key)
        if (found === null) this.#remarks.forget(object)
        else this.#remarks.set(object, [found])
      }
    }
    return this.#remarks.take()
  }

  #judge(named: Named, key: ServiceKey): Diagnostic | null {
    const { namespace, location } = named
    const { subdomain } = shapeOf(named)
    const title = `${kindOf(named)} ${namespace}/${named.name}: subdomain ${quote(subdomain)}`
    const service = this.#inventory.services.get(key)
    if (service === undefined) {
      const names = [...this.#inventory.services.values()].flatMap((one) =>
        one.namespace === namespace && one.headless ? one.name : [],
      )
      const near = suggest(subdomain, names)
      const hint =
        near === null ? 'add a headless Service of that name' : `did you mean the Service ${quote(near)}`
      const message = `${title} is the name of no Service in ${namespace}, so the pods have no names below it`
      return diagnostic('KZ_POD_SUBDOMAIN', location.place, message, { hint })
    }
    if (!service.headless) {
      const message = `${title} is a Service that is not headless, so the pods have no names below it`
      return diagnostic('KZ_POD_SUBDOMAIN', location.place, message, {
        hint: 'set clusterIP: None in that Service',
      })
    }
    return sharedName(named, title)
  }
}

/** The replicas of a workload that is no StatefulSet share the host name of their template. */
function sharedName(named: Named, title: string): Diagnostic | null {
  if (named.kind === 'Pod' || isJob(named.form)) return null
  const { hostname, subdomain } = shapeOf(named)
  const { replicas } = named
  if (hostname === '' || replicas === null || replicas < 2) return null
  const name = `${hostname}.${subdomain}.${named.namespace}.svc`
  const message = `${title} and hostname ${quote(hostname)} give all ${replicas} pods the one name ${name}`
  const hint = 'a StatefulSet gives each pod a name of its own'
  return diagnostic('KZ_POD_HOSTNAME', named.location.place, message, { hint })
}

/** Pods that no workload of the manifests made, and workloads, whose pods have a subdomain. */
function isNamed(object: Transition['before']): object is Named {
  if (object?.kind !== 'Pod' && object?.kind !== 'Workload') return false
  const isRunning = object.kind === 'Workload' || !object.finished
  return isRunning && object.owner === '' && shapeOf(object).subdomain !== ''
}

function shapeOf(named: Named): Pick<PodShape, 'hostname' | 'subdomain'> {
  if (named.kind === 'Pod') return named
  return named.template ?? { hostname: '', subdomain: '' }
}

function subdomainOf(named: Named): ServiceKey {
  return serviceKey(named.namespace, shapeOf(named).subdomain)
}
