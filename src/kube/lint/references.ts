/**
 * Diagnostics about references by name: a StatefulSet whose Service does not exist or is not headless,
 * Endpoints objects without an effect.
 */
import { type Diagnostic, diagnostic } from '../../report/diagnostic.ts'
import { Remarks } from '../../report/remarks.ts'
import { endpointSources, type UnusedReason } from '../inventory/endpoint-sources.ts'
import type { Inventory, InventoryChange } from '../inventory/inventory.ts'
import { quote } from '../manifest/fields.ts'
import { nameOf, type ServiceKey, serviceKey, workloadKey } from '../model/keys.ts'
import type { EndpointSlice, Workload } from '../model/objects.ts'
import { ofKind, type Transition } from '../stated/manifest-set.ts'

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
    const likely = headlessServiceOf(this.#inventory, workload)
    const hint = likely === null ? 'add a headless Service of that name' : `did you mean ${quote(likely)}`
    return diagnostic('KZ_STATEFULSET_SERVICE', workload.location.place, message, { hint })
  }

  // --- Endpoints ---

  #inspectEndpoints(key: ServiceKey): void {
    const { slices, unused } = endpointSources(this.#inventory, key)
    const remark = `endpoints ${key}`
    // A dump has the Endpoints objects and the slices and pods that they agree with.
    const isDump = unused?.endpoints.isFromCluster === true || slices.some(({ control }) => control !== null)
    const used = slices.find(({ form }) => form === 'endpoints')
    if (used !== undefined && !used.isFromCluster) {
      this.#remarks.set(remark, [deprecatedEndpoints(key, used)])
      return
    }
    if (unused === null || isDump) {
      this.#remarks.forget(remark)
      return
    }
    const message = `Endpoints ${key} is not used: ${UNUSED[unused.reason]}`
    const { place } = unused.endpoints.location
    this.#remarks.set(remark, [diagnostic('KZ_ENDPOINTS_UNUSED', place, message)])
  }
}

/** The name of the headless Service that selects the pods, the likely correction; `null` if there is none. */
export function headlessServiceOf(
  inventory: Inventory,
  { namespace, name, template }: Workload,
): string | null {
  if (template === null) return null
  const selecting = inventory.servicesSelectingOne({ namespace, name, labels: template.labels })
  return [...selecting].flatMap((one) => (one.headless ? one.name : [])).sort()[0] ?? null
}

function deprecatedEndpoints(key: ServiceKey, { location }: EndpointSlice): Diagnostic {
  const message = `Endpoints ${key}: Kubernetes deprecates Endpoints since 1.33, and an EndpointSlice would do`
  const hint = `write an EndpointSlice with the label kubernetes.io/service-name: ${nameOf(key)}`
  return diagnostic('KZ_ENDPOINTS_DEPRECATED', location.place, message, { hint })
}

function titleOf({ namespace, name }: Workload): string {
  return `StatefulSet ${namespace}/${name}`
}

function notHeadless(workload: Workload, key: ServiceKey): Diagnostic {
  const message = `${titleOf(workload)}: serviceName refers to Service ${key}, which is not headless, so the name of the Service is one address for all pods`
  const hint = 'set clusterIP: None in that Service'
  return diagnostic('KZ_STATEFULSET_SERVICE', workload.location.place, message, { hint })
}
