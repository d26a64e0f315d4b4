/** Short forms of parsed Corefiles and diagnostics, for comparison in tests. */
import { type Corefile, type CorefileOptions, parseCorefile } from '../../src/config/corefile.ts'
import type { BodyLine } from '../../src/config/server-block.ts'
import type { Diagnostic } from '../../src/report/diagnostic.ts'
import { nameText } from '../../src/wire/name.ts'

export function parse(text: string, options: Partial<CorefileOptions> = {}): Corefile {
  return parseCorefile(text, 'Corefile', { environment: {}, ...options })
}

/** Each block as its keys and its directives, each directive on one line. */
export function shapeOf(corefile: Corefile): { keys: string[]; directives: string[] }[] {
  return corefile.blocks.map((block) => ({
    keys: block.keys.map((key) => key.text),
    directives: block.directives.map((one) => lineShape({ tokens: [one.name, ...one.args], body: one.body })),
  }))
}

function lineShape(line: BodyLine): string {
  const words = line.tokens.map((token) => token.text).join(' ')
  return line.body === null ? words : `${words} {${line.body.map(lineShape).join('; ')}}`
}

/** `LINE:COLUMN CODE`, or `FILE:LINE:COLUMN CODE` for an imported file. */
export function placesOf(diagnostics: readonly Diagnostic[]): string[] {
  return diagnostics.map((one) => {
    const file = one.file === 'Corefile' ? '' : `${one.file}:`
    return `${file}${one.line}:${one.column} ${one.code.replace('KZ_COREFILE_', '')}`
  })
}

export function zonesOf(corefile: Corefile): string[] {
  return corefile.blocks.flatMap((block) => block.keys.flatMap((key) => key.zones.map(nameText)))
}
