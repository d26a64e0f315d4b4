/** `--format NAME[=FILE]`: what `check` is told to write, and where. */
import { InvalidArgumentError } from 'commander'
import { suggest } from '../report/suggestion.ts'
import { visible } from '../report/visible.ts'

const FORMATS = ['text', 'json', 'sarif', 'github', 'gitlab', 'junit'] as const
export type FormatName = (typeof FORMATS)[number]

export interface FormatChoice {
  readonly name: FormatName
  /** `null`: standard output. */
  readonly file: string | null
}

/** commander's parser of the option, which may be repeated. */
export function collectFormats(value: string, before: readonly FormatChoice[] = []): readonly FormatChoice[] {
  const [word = '', ...rest] = value.split('=')
  const name = FORMATS.find((one) => one === word)
  if (name === undefined) {
    const nearest = suggest(word, FORMATS)
    const meant = nearest === null ? '' : `; did you mean ${nearest}?`
    throw new InvalidArgumentError(
      `'${visible(word)}' is not a format${meant} Expected ${FORMATS.join(', ')}, and '=FILE' for a file.`,
    )
  }
  const file = rest.length === 0 ? null : rest.join('=')
  if (file === '') throw new InvalidArgumentError(`expected a file behind '${name}='.`)
  if (before.some((one) => one.file === file)) {
    const where = file === null ? 'standard output' : `'${visible(file)}'`
    throw new InvalidArgumentError(`two formats would be written to ${where}; give each a file of its own.`)
  }
  return [...before, { name, file }]
}
