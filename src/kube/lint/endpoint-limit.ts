/** Diagnostics about services that get no endpoints, because those of all services would be too many. */
import { type Diagnostic, diagnostic } from '../../report/diagnostic.ts'
import { Remarks } from '../../report/remarks.ts'
import type { Inventory, InventoryChange } from '../inventory/inventory.ts'

export class EndpointLimitInspector {
  readonly #inventory: Inventory
  readonly #remarks = new Remarks()

  constructor(inventory: Inventory) {
    this.#inventory = inventory
  }

  /** The diagnostics that become true with a change. */
  inspect({ services }: InventoryChange): readonly Diagnostic[] {
    for (const key of services) {
      const count = this.#inventory.selected.refused(key)
      const service = this.#inventory.services.get(key)
      if (count === 0 || service === undefined) {
        this.#remarks.forget(key)
        continue
      }
      const { limit } = this.#inventory.selected
      const message = `Service ${key} gets no endpoints: with its ${count}, one for each pod and port, all services together would have more than ${limit}`
      const hint = 'run fewer replicas, or let fewer services select the same pods'
      this.#remarks.set(key, [diagnostic('KZ_SERVICE_ENDPOINTS', service.location.place, message, { hint })])
    }
    return this.#remarks.take()
  }
}
