/** Warns about a file or folder that a directive names and that does not exist yet. */
import type { Block } from '../../../block/definition.ts'
import { atToken, quote, type Token } from '../../../config/token.ts'

const EFFECTS = { file: 'its zone is SERVFAIL until it does', folder: 'it has no zones until it does' }

export function warnIfAbsent(
  word: Token,
  path: string,
  what: keyof typeof EFFECTS,
  { files, report }: Pick<Block, 'files' | 'report'>,
): void {
  if (!files.isAbsent(path)) return
  const message = `the ${what} ${quote(path)} does not exist; ${EFFECTS[what]}`
  report(atToken('KZ_COREFILE_ZONE_MISSING', word, message))
}
