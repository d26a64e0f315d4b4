/** The interface between `transfer` and the plugins that hold zones. */
import { blockKey } from './block-key.ts'
import type { NameKey } from '../wire/name.ts'
import type { ZoneHistory } from '../zone/zone-history.ts'

/** The block's `transfer`, which transfers zones to secondaries. */
export const TRANSFERS = blockKey<Transfers>('transfer')

export interface Transfers {
  /** The zones among these that `transfer` transfers only in part, as CoreDNS does. */
  listedOf(zones: readonly NameKey[]): readonly NameKey[]
  /** Offers a zone for transfer from now on. The first plugin that offers a zone owns it. */
  offer(history: ZoneHistory): void
  /** Ends an offer. */
  withdraw(history: ZoneHistory): void
}
