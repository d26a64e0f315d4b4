/** A zone that people have written, on its way to secondaries: offered to `transfer` when it is there, and told of each new serial. */
import type { NameKey } from '../../../wire/name.ts'
import type { Zone } from '../../../zone/zone.ts'
import { ZoneHistory } from '../../../zone/zone-history.ts'
import type { Transfers } from '../../../block/transfers.ts'

export class OfferedZone {
  readonly #transfers: Transfers | null
  /** There is none before there is a zone. */
  #history: ZoneHistory | null = null

  constructor(transfers: Transfers | null) {
    this.#transfers = transfers
  }

  /** `false`: nobody will see that it is another, as its serial is no newer. */
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
