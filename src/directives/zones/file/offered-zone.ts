/** Offers an authored zone to `transfer` once there is one, and advances its history with each new serial. */
import type { NameKey } from '../../../wire/name.ts'
import type { Zone } from '../../../zone/zone.ts'
import { ZoneHistory } from '../../../zone/zone-history.ts'
import type { Transfers } from '../../../block/transfers.ts'

export class OfferedZone {
  readonly #transfers: Transfers | null
  /** `null` before the first zone, and without `transfer`. */
  #history: ZoneHistory | null = null

  constructor(transfers: Transfers | null) {
    this.#transfers = transfers
  }

  /** `false` if the new zone's serial is not newer, so that no secondary would transfer the zone. */
  replace(zone: Zone): boolean {
    if (this.#transfers === null) return true
    const history = this.#history
    if (history === null) {
      this.#history = new ZoneHistory(zone)
      this.#transfers.offer(this.#history)
      return true
    }
    return history.advance(zone, zone, namesOfBoth(history.current.contents, zone))
  }

  withdraw(): void {
    if (this.#history !== null) this.#transfers?.withdraw(this.#history)
    this.#history = null
  }
}

function namesOfBoth(a: Zone, b: Zone): Set<NameKey> {
  return new Set([...a.nodes.entries(), ...b.nodes.entries()].map(([name]) => name))
}
