/** Directives that name a key of `tsig`. */
import { atToken, quote, type Report, type Token } from '../../config/token.ts'
import { type NameKey, parseName } from '../../wire/name.ts'
import type { TsigKey } from './signature.ts'

export function readKeyName(
  word: Token,
  keys: ReadonlyMap<NameKey, TsigKey>,
  report: Report,
): TsigKey | null {
  const name = parseName(word.text)
  const key = name === null ? undefined : keys.get(name)
  if (key !== undefined) return key
  const message = `no key ${quote(word.text)} in this block`
  report(atToken('KZ_COREFILE_VALUE', word, message, 'add: tsig { secret NAME BASE64 }'))
  return null
}
