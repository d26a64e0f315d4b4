/** A zone in which services own names. `put` replaces all names of a service. */
import type { NameKey } from '../../wire/name.ts'
import type { ZoneDraft } from '../../zone/draft.ts'
import type { ServiceKey } from '../model/keys.ts'
import type { OwnedNames } from './service-names.ts'

export class ServiceZone {
  readonly origin: NameKey
  readonly #owned = new Map<ServiceKey, readonly NameKey[]>()

  constructor(origin: NameKey) {
    this.origin = origin
  }

  /** Replaces the names of a service; `null`: the service owns no names. */
  put(draft: ZoneDraft, key: ServiceKey, names: OwnedNames | null): void {
    for (const old of this.#owned.get(key) ?? []) if (names?.has(old) !== true) draft.remove(old)
    if (names === null || names.size === 0) {
      this.#owned.delete(key)
      return
    }
    for (const [owner, rrsets] of names) draft.put(owner, rrsets)
    this.#owned.set(key, [...names.keys()])
  }
}
