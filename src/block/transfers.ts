/** What plugins that hold zones offer to `transfer`. */
import { blockKey } from './block-key.ts'
import type { NameKey } from '../wire/name.ts'
import type { ZoneHistory } from '../zone/zone-history.ts'

/** Hands the block's zones to secondaries. */
export const TRANSFERS = blockKey<Transfers>('transfer')

/** What the plugins that hold zones need to know of it. */
export interface Transfers {
  /** Which of these zones are handed out in part only, as CoreDNS does. */
  listedOf(zones: readonly NameKey[]): readonly NameKey[]
  /** The zone can be handed out from now on. The first that offers a zone has it. */
  offer(history: ZoneHistory): void
  /** It cannot any more. */
  withdraw(history: ZoneHistory): void
}
