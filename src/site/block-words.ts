/** Reads facts of directives from their words, for rules about several directives together. */
import type { Directive } from '../config/server-block.ts'
import type { Token } from '../config/token.ts'
import { readZoneText } from '../config/zone-text.ts'
import { isWithin, type NameKey, ROOT } from '../wire/name.ts'

/** The words after an option, for each of its lines. */
export function linesOf({ body }: Directive, option: string): (readonly Token[])[] {
  return (body ?? []).flatMap(({ tokens: [name, ...words] }) => (name.text === option ? [words] : []))
}

/** The zones of words, or those of the block. Wrong zones are left out: they have been reported. */
export function zonesOf(words: readonly Token[], otherwise: readonly NameKey[]): readonly NameKey[] {
  if (words.length === 0) return otherwise
  return words.flatMap(({ text }) => {
    const reading = readZoneText(text)
    return 'zones' in reading ? reading.zones : []
  })
}

/** Whether a directive passes names of a zone on that it does not have. */
export function fallsThrough(directive: Directive, zone: NameKey): boolean {
  return linesOf(directive, 'fallthrough').some((words) =>
    zonesOf(words, [ROOT]).some((passed) => isWithin(zone, passed)),
  )
}
