/** `--ignore CODE[,CODE]`: codes that `check` is told to ignore. */
import { InvalidArgumentError } from 'commander'
import type { Code } from '../report/codes.ts'
import { isDiagnosticCode, listedCodes, unknownCode } from '../report/ignoring.ts'
import { visible } from '../report/visible.ts'

/** commander's parser of the option, which may be repeated. */
export function collectCodes(value: string, before: readonly Code[] = []): readonly Code[] {
  const words = listedCodes(value).map(({ word }) => word)
  if (words.length === 0) throw new InvalidArgumentError('expected a code, such as KZ_PORT_NAME.')
  return [...before, ...words.map(codeOf)]
}

function codeOf(word: string): Code {
  if (isDiagnosticCode(word)) return word
  const { fact, hint } = unknownCode(visible(word))
  throw new InvalidArgumentError(hint === null ? `${fact}.` : `${fact}; ${hint}`)
}
