/**
 * Diagnostics about namespaces whose names are top-level domains: with the search list of a pod, `yahoo.com`
 * is the Service `yahoo` of the namespace `com`.
 */
import { diagnostic, type Diagnostic } from '../../report/diagnostic.ts'
import { Remarks } from '../../report/remarks.ts'
import type { Inventory, InventoryChange } from '../inventory/inventory.ts'
import { namespaceOf } from '../model/keys.ts'

/** Domains of hosts outside that every cluster asks for. Others, such as `dev`, are common as namespaces. */
const DOMAINS: ReadonlySet<string> = new Set(['com', 'net', 'org', 'edu', 'gov', 'mil', 'int', 'info', 'biz'])

export class NamespaceDomainInspector {
  readonly #inventory: Inventory
  readonly #remarks = new Remarks()

  constructor(inventory: Inventory) {
    this.#inventory = inventory
  }

  /** The diagnostics that become true with a change. */
  inspect({ services }: InventoryChange): readonly Diagnostic[] {
    for (const key of services) {
      const namespace = namespaceOf(key)
      if (!DOMAINS.has(namespace)) continue
      const service = this.#inventory.services.get(key)
      if (service === undefined) {
        this.#remarks.forget(key)
        continue
      }
      const name = `${service.name}.${namespace}`
      const message = `Service ${key} hides the domain ${name} from the pods of the cluster: their search list finds the Service first`
      const hint = 'name the namespace otherwise'
      this.#remarks.set(key, [diagnostic('KZ_NAMESPACE_DOMAIN', service.location.place, message, { hint })])
    }
    return this.#remarks.take()
  }
}
