/** Warns about a file or folder that a directive names and that does not exist yet. */
import { statSync } from 'node:fs'
import { atToken, quote, type Token } from '../../../config/token.ts'
import type { Block } from '../../../block/definition.ts'
import { isAbsent } from '../../../report/system-error.ts'

const EFFECTS = { file: 'its zone is SERVFAIL until it does', folder: 'it has no zones until it does' }

export function warnIfAbsent(word: Token, path: string, what: keyof typeof EFFECTS, block: Pick<Block,'files' | 'report'>): void {
  const { files, report } = block
  if (files.isElsewhere(path)) return
  try {
    statSync(path)
  } catch (problem) {
    if (!isAbsent(problem)) return
    const message = `the ${what} ${quote(path)} does not exist; ${EFFECTS[what]}`
    report(atToken('KZ_COREFILE_ZONE_MISSING', word, message))
  }
}
