/**
 * The names that may have been meant: a service of the same name in another namespace, a near spelling. The
 * search is bounded, as clients choose the names that are explained.
 */
import { suggest } from '../../report/suggestion.ts'
import type { Inventory } from '../inventory/inventory.ts'

/** A cluster with more services has no suggestions by walking through them all. */
const MAX_SERVICES = 5000
/** Spellings that are compared for one name. */
const MAX_SPELLINGS = 500

export class Candidates {
  /** The names of the services of each namespace, and the namespaces of each name. */
  readonly #namesIn = new Map<string, string[]>()
  readonly #namespacesOf = new Map<string, string[]>()
  readonly #namespaces: readonly string[]

  constructor(inventory: Pick<Inventory, 'services' | 'namespaceNames'>) {
    this.#namespaces = [...inventory.namespaceNames()].sort()
    if (inventory.services.size > MAX_SERVICES) return
    for (const { namespace, name } of inventory.services.values()) {
      push(this.#namesIn, namespace, name)
      push(this.#namespacesOf, name, namespace)
    }
  }

  /** The namespaces that have a service of that name, sorted. */
  namespacesWith(service: string): readonly string[] {
    return (this.#namespacesOf.get(service) ?? []).toSorted()
  }

  /** The service of the namespace with the nearest name; `null`: no name is near. */
  nearService(namespace: string, service: string): string | null {
    return suggest(service, (this.#namesIn.get(namespace) ?? []).slice(0, MAX_SPELLINGS))
  }

  nearNamespace(namespace: string): string | null {
    return suggest(namespace, this.#namespaces.slice(0, MAX_SPELLINGS))
  }
}

function push(map: Map<string, string[]>, key: string, value: string): void {
  const there = map.get(key)
  if (there === undefined) map.set(key, [value])
  else there.push(value)
}
