/** The interface between `transfer` and the plugins that hold zones. */
import type { Query } from '../chain/query.ts'
import type { Reason } from '../report/reason.ts'
import { type NameKey, nameText } from '../wire/name.ts'
import { blockKey } from './block-key.ts'
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

/** Why a plugin that holds a zone refuses its transfer: `transfer` comes first, and has passed it on. */
export function refusedTransfer({ name }: Query): Reason {
  const sentence = `no 'transfer' of this block hands out ${nameText(name)}`
  return { code: 'KZ_WHY_TRANSFER', sentence, hint: "add 'transfer' to the block" }
}
