/**
 * Diagnostics about headless services whose addresses do not fit into one reply over UDP: each client needs a
 * second question, over TCP.
 */
import { diagnostic, type Diagnostic } from '../../report/diagnostic.ts'
import { Remarks } from '../../report/remarks.ts'
import type { Inventory, InventoryChange } from '../inventory/inventory.ts'
import { endpointSources } from '../inventory/endpoint-sources.ts'
import type { ServiceKey } from '../model/keys.ts'
import type { Service } from '../model/objects.ts'
import { addressesOfPods, addressesOfSlices } from '../records/endpoints.ts'

/** What clients announce as the largest reply that they take (DNS flag day 2020). */
const MAX_OCTETS = 1232
const HEADER_OCTETS = 12
/** Type and class of the question. */
const QUESTION_OCTETS = 4
/** An OPT record without options. */
const OPT_OCTETS = 11
/** A compressed name, type, class, TTL and length. */
const RECORD_OCTETS = 12
/** In the default domain; in others, names are about as long. */
const ZONE = 'svc.cluster.local'

export class AnswerSizeInspector {
  readonly #inventory: Inventory
  readonly #remarks = new Remarks()

  constructor(inventory: Inventory) {
    this.#inventory = inventory
  }

  /** The diagnostics that become true with a change. */
  inspect({ services, pods }: InventoryChange): readonly Diagnostic[] {
    for (const key of new Set([...services, ...this.#inventory.servicesSelecting(pods)])) {
      const service = this.#inventory.services.get(key)
      const found = service?.headless === true ? this.#tooLarge(key, service) : null
      // Further endpoints of a reported service are no news.
      if (found === null) this.#remarks.forget(key)
      else this.#remarks.setLazily(key, 'KZ_SERVICE_ANSWER', key, () => found)
    }
    return this.#remarks.take()
  }

  #tooLarge(key: ServiceKey, service: Service): Diagnostic | null {
    const { slices, hasPods } = endpointSources(this.#inventory, key)
    const selected = hasPods && this.#inventory.selected.refused(key) === 0
    const addresses = new Set(
      [
        ...addressesOfSlices(slices, false),
        ...(selected ? addressesOfPods(service, this.#inventory.pods, false) : []),
      ].map(({ octets }) => octets),
    )
    for (const [length, type] of [
      [4, 'A'],
      [16, 'AAAA'],
    ] as const) {
      const count = [...addresses].filter((octets) => octets.length === length).length
      const name = `${service.name}.${service.namespace}.${ZONE}`
      const octets =
        HEADER_OCTETS + name.length + 2 + QUESTION_OCTETS + count * (RECORD_OCTETS + length) + OPT_OCTETS
      if (octets <= MAX_OCTETS) continue
      const message = `Service ${key} has ${count} ready endpoints, so its ${type} records take ${octets} octets, and more than ${MAX_OCTETS} do not fit into a reply over UDP: clients ask again over TCP`
      return diagnostic('KZ_SERVICE_ANSWER', service.location.place, message)
    }
    return null
  }
}
