/**
 * The zones after a directive's name: `NAME [ZONE…]`. Without zones the directive has the zones of its block.
 */
import { readZones } from '../config/settings.ts'
import type { Token } from '../config/token.ts'
import type { NameKey } from '../wire/name.ts'
import type { Block } from './definition.ts'

/** `null` after a report. */
export function zonesOr(
  words: readonly Token[],
  { zones, report }: Pick<Block, 'zones' | 'report'>,
): readonly NameKey[] | null {
  return words.length === 0 ? zones : readZones(words, report)
}
