/** A directive that may stand once in a server block, and its occurrences there. */
import type { Directive } from './server-block.ts'
import { atToken, quote, type Report } from './token.ts'

/**
 * Reports every occurrence after the first; `true` if the first is the only one. A setup reads the others as
 * well, so that one run reports their errors too.
 */
export function standsOnce(
  occurrences: readonly Directive[],
  report: Report,
  hint = 'keep one of them',
): boolean {
  const [first, ...others] = occurrences
  for (const { name } of others) {
    const message = `${quote(name.text)} is already in this block, in line ${first?.place.line}`
    report(atToken('KZ_COREFILE_OPTION', name, message, hint))
  }
  return others.length === 0
}

/** The value of the only occurrence; `null` after a report. Reads all occurrences. */
export function readOnce<Value>(
  occurrences: readonly [Directive, ...Directive[]],
  report: Report,
  read: (directive: Directive) => Value | null,
  hint?: string,
): Value | null {
  const isAlone = standsOnce(occurrences, report, hint)
  const [first] = occurrences.map(read)
  return isAlone && first !== undefined ? first : null
}
