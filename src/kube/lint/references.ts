/**
 * Diagnostics about references between objects: a selector that matches no pod, a StatefulSet whose
 * Service does not exist or is not headless, Endpoints beside EndpointSlices. These are the most common
 * causes of a name that does not resolve.
 */
import { type Diagnostic, diagnostic } from '../../report/diagnostic.ts'
import { suggest } from '../../report/suggestion.ts'
import { isBuiltIn } from '../applied/built-in.ts'
import { endpointSources, type UnusedReason } from '../inventory/endpoint-sources.ts'
import { quote } from '../manifest/fields.ts'
import type { Inventory, InventoryChange } from '../inventory/inventory.ts'
import { namespaceOf, type ServiceKey, serviceKey, workloadKey } from '../model/keys.ts'
import { ofKind, type Transition } from '../stated/manifest-set.ts'
import type { Service, Workload } from '../model/objects.ts'
import { Remarks } from '../../report/remarks.ts'
import { matchesAll, pairsOf } from '../model/selector.ts'

/** How many labels of the namespace a hint lists if no label is similar. */
const MAX_LABELS = 3
/** A label key with more values than this identifies objects; a misspelt value is unlikely. */
const MAX_COMPARED = 1000

const UNUSED: Readonly<Record<UnusedReason, string>> = {
  'no-service': 'no manifest has a Service of that name',
  unmirrored:
    'its label endpointslice.kubernetes.io/skip-mirror or its leader annotation keeps it out of DNS',
  slices: 'EndpointSlices of the same Service take precedence',
  pods: 'the Service has a selector, so a cluster replaces these endpoints with the pods that it selects',
  alias: 'the Service has the type ExternalName and a selector, so it has no endpoints',
}

export class ReferenceInspector {
  readonly #inventory: Inventory
  readonly #remarks = new Remarks()
  /** StatefulSets by the Service of their `serviceName`. */
  readonly #statefulSets = new Map<ServiceKey, Set<Workload>>()
  /** By namespace: the Services whose selector matches no pod. */
  readonly #unmatched = new Map<string, Set<ServiceKey>>()
  /** Namespaces that had pods at the last inspection. */
  readonly #populated = new Set<string>()

  constructor(inventory: Inventory) {
    this.#inventory = inventory
  }

  /** The diagnostics that become true with a change. */
  inspect(transitions: readonly Transition[], change: InventoryChange): readonly Diagnostic[] {
    const services = new Set(change.services)
    for (const transition of transitions) {
      const workload = ofKind(transition, 'Workload')
      if (workload === null) continue
      const { before, after } = workload
      if (before !== null) this.#follow(before, false, services)
      if (after !== null) this.#follow(after, true, services)
      if (before !== null && (after?.serviceName ?? '') === '') this.#remarks.forget(workloadKey(before))
    }
    for (const key of services) this.#inspectStatefulSets(key)
    const selecting = this.#inventory.servicesSelecting(change.pods)
    for (const key of new Set([...change.services, ...selecting])) this.#inspectEndpoints(key)
    this.#inspectSelectors(change, selecting)
    return this.#remarks.take()
  }

  // --- StatefulSets ---

  #follow(workload: Workload, isThere: boolean, services: Set<ServiceKey>): void {
    if (workload.serviceName === '') return
    const key = serviceKey(workload.namespace, workload.serviceName)
    const sets = this.#statefulSets.get(key) ?? new Set()
    if (isThere) sets.add(workload)
    else sets.delete(workload)
    if (sets.size === 0) this.#statefulSets.delete(key)
    else this.#statefulSets.set(key, sets)
    services.add(key)
  }

  #inspectStatefulSets(key: ServiceKey): void {
    const service = this.#inventory.services.get(key)
    for (const workload of this.#statefulSets.get(key) ?? []) {
      const remark = workloadKey(workload)
      const code = 'KZ_STATEFULSET_SERVICE'
      if (service === undefined) {
        this.#remarks.setLazily(remark, code, `no ${key}`, () => this.#withoutService(workload, key))
      } else if (service.headless) {
        this.#remarks.forget(remark)
      } else {
        this.#remarks.setLazily(remark, code, `not headless ${key}`, () => notHeadless(workload, key))
      }
    }
  }

  #withoutService(workload: Workload, key: ServiceKey): Diagnostic {
    const message = `${titleOf(workload)}: serviceName refers to Service ${key}, which does not exist, so its pods have no DNS names`
    const likely = this.#headlessServiceOf(workload)
    const hint = likely === null ? 'add a headless Service of that name' : `did you mean ${quote(likely)}`
    return diagnostic('KZ_STATEFULSET_SERVICE', workload.location.place, message, { hint })
  }

  /**
   * The name of the headless Service that selects the pods, the likely correction; `null` if there is none.
   */
  #headlessServiceOf({ namespace, template }: Workload): string | null {
    for (const service of this.#inventory.services.values()) {
      if (!service.headless || service.namespace !== namespace || service.selector === null) continue
      if (matchesAll(service.selector, template?.labels ?? null)) return service.name
    }
    return null
  }

  // --- Endpoints ---

  #inspectEndpoints(key: ServiceKey): void {
    const { slices, unused } = endpointSources(this.#inventory, key)
    const remark = `endpoints ${key}`
    // A dump has the Endpoints objects and the slices and pods that they agree with.
    const isDump = unused?.endpoints.isFromCluster === true || slices.some(({ control }) => control !== null)
    if (unused === null || isDump) {
      this.#remarks.forget(remark)
      return
    }
    const message = `Endpoints ${key} is not used: ${UNUSED[unused.reason]}`
    const { place } = unused.endpoints.location
    this.#remarks.set(remark, [diagnostic('KZ_ENDPOINTS_UNUSED', place, message)])
  }

  // --- Selectors ---

  #inspectSelectors(change: InventoryChange, selecting: ReadonlySet<ServiceKey>): void {
    const keys = new Set([...change.services, ...selecting])
    const touched = new Set(change.pods.map(({ namespace }) => namespace))
    for (const key of keys) {
      const namespace = namespaceOf(key)
      touched.add(namespace)
      const unmatched = this.#unmatched.get(namespace) ?? new Set()
      if (this.#isUnmatched(key)) unmatched.add(key)
      else {
        unmatched.delete(key)
        this.#remarks.forget(key)
      }
      if (unmatched.size === 0) this.#unmatched.delete(namespace)
      else this.#unmatched.set(namespace, unmatched)
    }
    for (const namespace of touched) this.#remarkSelectors(namespace, keys)
  }

  #isUnmatched(key: ServiceKey): boolean {
    const service = this.#inventory.services.get(key)
    if (service === undefined || service.selector === null || service.type === 'ExternalName') return false
    if (isBuiltIn(service) || this.#inventory.slicesOf(key).length > 0) return false
    return !this.#inventory.pods.hasMatch(service.namespace, service.selector)
  }

  /** A namespace without pods gets one diagnostic, not one for each Service. */
  #remarkSelectors(namespace: string, changed: ReadonlySet<ServiceKey>): void {
    const unmatched = this.#unmatched.get(namespace) ?? new Set()
    if (!this.#inventory.pods.hasAny(namespace)) {
      this.#populated.delete(namespace)
      this.#remarkNoPods(namespace, unmatched)
      return
    }
    this.#remarks.forget(namespace)
    // Until its first pod, a namespace has one diagnostic for all Services; from then on each has its own.
    const isFirst = !this.#populated.has(namespace)
    this.#populated.add(namespace)
    for (const key of unmatched) {
      if (!isFirst && !changed.has(key)) continue
      const service = this.#inventory.services.get(key)
      if (service === undefined) continue
      const identity = JSON.stringify(service.selector)
      this.#remarks.setLazily(key, 'KZ_SERVICE_SELECTOR', identity, () =>
        this.#unmatchedSelector(key, service),
      )
    }
  }

  #remarkNoPods(namespace: string, unmatched: ReadonlySet<ServiceKey>): void {
    const [key] = unmatched
    const service = key === undefined ? undefined : this.#inventory.services.get(key)
    if (service === undefined) {
      this.#remarks.forget(namespace)
      return
    }
    if (this.#remarks.has(namespace)) return
    const more = unmatched.size - 1
    const others = more === 1 ? '1 more Service' : `${more} more Services`
    const subject = more === 0 ? `${key} selects` : `${key} and ${others} of the namespace select`
    const message = `Service ${subject} no pods: the namespace has no pods`
    this.#remarks.set(namespace, [diagnostic('KZ_SERVICE_SELECTOR', service.location.place, message)])
  }

  #unmatchedSelector(key: ServiceKey, { selector, location, namespace }: Service): Diagnostic {
    const { pods } = this.#inventory
    const labels = pairsOf(selector)
    const missing = labels.find((label) => !pods.hasLabel(namespace, label))
    const message = `Service ${key} selects no pods: no pod has ${missing ?? `${labels.join(' and ')} together`}`
    const hint = missing === undefined ? null : nearestLabels(missing, pods.labelsIn(namespace))
    return diagnostic('KZ_SERVICE_SELECTOR', location.place, message, hint === null ? {} : { hint })
  }
}

function titleOf({ namespace, name }: Workload): string {
  return `StatefulSet ${namespace}/${name}`
}

function notHeadless(workload: Workload, key: ServiceKey): Diagnostic {
  const message = `${titleOf(workload)}: serviceName refers to Service ${key}, which is not headless, so the name of the Service is one address for all pods`
  const hint = 'set clusterIP: None in that Service'
  return diagnostic('KZ_STATEFULSET_SERVICE', workload.location.place, message, { hint })
}

/**
 * A hint for a label that no pod has: a similar value of its key, or else the first values; `null` if no pod
 * has the key.
 */
function nearestLabels(label: string, there: Iterable<string>): string | null {
  const prefix = label.slice(0, label.indexOf('=') + 1)
  const values: string[] = []
  for (const one of there) {
    if (one.startsWith(prefix)) values.push(one.slice(prefix.length))
    if (values.length === MAX_COMPARED) break
  }
  const nearest = suggest(label.slice(prefix.length), values)
  if (nearest !== null) return `did you mean ${quote(nearest)}`
  if (values.length === 0) return null
  const some = values
    .sort()
    .slice(0, MAX_LABELS)
    .map((value) => prefix + value)
  return `pods of the namespace have ${some.join(', ')}`
}
