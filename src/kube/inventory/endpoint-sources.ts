/**
 * The objects that state the endpoints of a service, as the controllers of a cluster would leave them:
 *
 *   with a selector      the pods that it selects, or the EndpointSlices that the EndpointSlice controller
 *                        made of them; besides, the slices of any other origin
 *   without a selector   its slices; or else the Endpoints object of its name, mirrored
 *   no such service      its slices
 *
 * A controller overwrites an Endpoints object beside a selector. The object counts only if the manifests have
 * neither pods nor workloads that the service selects, as a dump without pods has it.
 */
import type { Inventory } from './inventory.ts'
import { type ServiceKey, serviceKey } from '../model/keys.ts'
import type { EndpointSlice } from '../model/objects.ts'

/** Why an Endpoints object of the manifests has no effect. */
export type UnusedReason = 'no-service' | 'unmirrored' | 'slices' | 'pods' | 'alias'

export interface EndpointSources {
  /** EndpointSlices, and an Endpoints object in the same shape. */
  readonly slices: readonly EndpointSlice[]
  /** Whether the pods that the service selects are endpoints, too. */
  readonly hasPods: boolean
  /** The Endpoints object of that name, if it has no effect. */
  readonly unused: { readonly endpoints: EndpointSlice; readonly reason: UnusedReason } | null
}

/** The API server itself keeps the slice of this service, so no controller mirrors its Endpoints object. */
const API_SERVICE = serviceKey('default', 'kubernetes')

export function endpointSources(inventory: Inventory, key: ServiceKey): EndpointSources {
  const all = inventory.slicesOf(key)
  const slices = all.filter(({ form }) => form === 'slice')
  const endpoints = all.find(({ form }) => form === 'endpoints')
  const service = inventory.services.get(key)
  const hasPods =
    service !== undefined &&
    service.selector !== null &&
    service.type !== 'ExternalName' &&
    slices.every(({ control }) => control !== 'pods')
  if (endpoints === undefined) return { slices, hasPods, unused: null }
  const reason = reasonAgainst(inventory, key, endpoints, slices, hasPods)
  if (reason !== null) return { slices, hasPods, unused: { endpoints, reason } }
  return { slices: [...slices, endpoints], hasPods: false, unused: null }
}

/** `null`: the Endpoints object counts. */
function reasonAgainst(
  inventory: Inventory,
  key: ServiceKey,
  { control }: EndpointSlice,
  slices: readonly EndpointSlice[],
  hasPods: boolean,
): UnusedReason | null {
  const service = inventory.services.get(key)
  if (service === undefined) return 'no-service'
  if (control === 'unmirrored' && key !== API_SERVICE) return 'unmirrored'
  if (service.selector === null) return slices.length > 0 ? 'slices' : null
  if (service.type === 'ExternalName') return 'alias'
  if (!hasPods) return 'slices'
  return inventory.selectsAny(service.namespace, service.selector) ? 'pods' : null
}
