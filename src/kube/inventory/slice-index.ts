/** EndpointSlices, and Endpoints objects in their shape, by the service that they name. */
import { type ServiceKey, serviceKey } from '../model/keys.ts'
import type { EndpointSlice } from '../model/objects.ts'

export class SliceIndex {
  /** An array for each service, as most services have one slice. */
  readonly #byService = new Map<ServiceKey, readonly EndpointSlice[]>()

  of(key: ServiceKey): readonly EndpointSlice[] {
    return this.#byService.get(key) ?? []
  }

  has(key: ServiceKey): boolean {
    return this.#byService.has(key)
  }

  keys(): Iterable<ServiceKey> {
    return this.#byService.keys()
  }

  /** `service`: the name that the slice has for its service; empty: it has none. */
  add(slice: EndpointSlice, service: string): void {
    if (service === '') return
    const key = serviceKey(slice.namespace, service)
    this.#byService.set(key, [...this.of(key), slice])
  }

  delete(slice: EndpointSlice, service: string): void {
    const key = serviceKey(slice.namespace, service)
    const rest = this.of(key).filter((other) => other !== slice)
    if (rest.length === 0) this.#byService.delete(key)
    else this.#byService.set(key, rest)
  }
}
