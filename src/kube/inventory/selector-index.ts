/**
 * Services by one label of their selectors. A pod is matched only against the services that require one of
 * its labels.
 */
import type { Labelled } from './label-index.ts'
import type { Labels, Service } from '../model/objects.ts'
import { matchesAll, pairsOf } from '../model/selector.ts'

export class SelectorIndex {
  /** By namespace and the first label of the selector. */
  readonly #byLabel = new Map<string, Set<Service>>()

  add(service: Service): void {
    const key = indexKey(service)
    if (key === null) return
    const services = this.#byLabel.get(key)
    if (services === undefined) this.#byLabel.set(key, new Set([service]))
    else services.add(service)
  }

  delete(service: Service): void {
    const key = indexKey(service)
    const services = key === null ? undefined : this.#byLabel.get(key)
    if (key !== null && services?.delete(service) === true && services.size === 0) this.#byLabel.delete(key)
  }

  /** The services that select any of these pods or pod templates. */
  selecting(pods: readonly Labelled[]): Set<Service> {
    const found = new Set<Service>()
    // The pods of one workload share their labels.
    const seen = new Map<Labels, Set<string>>()
    for (const { namespace, labels } of pods) {
      const namespaces = seen.get(labels) ?? new Set<string>()
      if (namespaces.has(namespace)) continue
      seen.set(labels, namespaces.add(namespace))
      for (const pair of pairsOf(labels)) {
        for (const service of this.#byLabel.get(`${namespace}/${pair}`) ?? []) {
          if (service.selector !== null && matchesAll(service.selector, labels)) found.add(service)
        }
      }
    }
    return found
  }
}

/** `null`: the service has no selector, or one without labels, which selects no pod. */
function indexKey({ namespace, selector }: Service): string | null {
  const [first] = pairsOf(selector)
  return first === undefined ? null : `${namespace}/${first}`
}
