/** Resolves the names of TSIG keys in directives such as `transfer` and `secondary`. */
import { atToken, quote, type Report, type Token } from '../../../config/token.ts'
import { type NameKey, parseName } from '../../../wire/name.ts'
import { type BlockKey, blockKey } from '../../../block/block-key.ts'
import type { Block } from '../../../block/definition.ts'
import type { TsigKey } from './signature.ts'

/** The keys of the block's `tsig`, by name. */
export const TSIG_KEYS: BlockKey<ReadonlyMap<NameKey, TsigKey>> = blockKey('tsig')

export function readKeyName(word: Token, report: Report, block: Block): TsigKey | null {
  const name = parseName(word.text)
  const key = name === null ? undefined : block.get(TSIG_KEYS)?.get(name)
  if (key !== undefined) return key
  const message = `this block has no TSIG key ${quote(word.text)}`
  report(atToken('KZ_COREFILE_VALUE', word, message, 'add: tsig { secret NAME BASE64 }'))
  return null
}
