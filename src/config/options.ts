/**
 * The options in a directive's braces. A directive says in a table which options it has, how many arguments each takes
 * and what to do with them; what does not fit the table is reported here, so that setup code sees sound lines only.
 */
import { suggest } from '../report/suggestion.ts'
import type { BodyLine, Directive } from './server-block.ts'
import { atToken, quote, type Report, type Token } from './token.ts'

/** How many arguments: as many, or at least and at most. */
export type ArgumentCount = number | readonly [minimum: number, maximum: number]

export interface Option {
  /** Any number, if left out. */
  readonly args?: ArgumentCount
  /** A second such line in the same braces is an error; `read` is called for each all the same, to check it. */
  readonly once?: boolean
  /** The option may have braces of its own. */
  readonly hasBody?: boolean
  /** The arguments without the option's name; the whole line for the rest. */
  readonly read: (args: readonly Token[], line: BodyLine) => void
}

export type OptionTable = Readonly<Record<string, Option>>

/** Takes a line that is no option; `false` if it is not what the directive wants either. */
export type OtherLine = (line: BodyLine) => boolean

export function readOptions(
  directive: Directive,
  table: OptionTable,
  report: Report,
  other?: OtherLine,
): void {
  readLines(directive.name, directive.body ?? [], table, report, other)
}

/** As `readOptions`, for the braces of an option. */
export function readLines(
  owner: Token,
  lines: readonly BodyLine[],
  table: OptionTable,
  report: Report,
  other?: OtherLine,
): void {
  const seen = new Map<string, Token>()
  for (const line of lines) {
    const [name, ...args] = line.tokens
    const option = Object.hasOwn(table, name.text) ? table[name.text] : undefined
    if (option === undefined) {
      if (other?.(line) !== true) report(unknownOption(owner, name, table))
      continue
    }
    const earlier = seen.get(name.text)
    seen.set(name.text, name)
    if (earlier !== undefined && option.once === true) {
      const message = `${quote(name.text)} is already set in line ${earlier.place.line}`
      report(atToken('KZ_COREFILE_OPTION', name, message, 'keep one of the two lines'))
    }
    if (line.body !== null && option.hasBody !== true) {
      report(atToken('KZ_COREFILE_OPTION', name, `${quote(name.text)} takes no braces`))
    }
    if (option.args === undefined || hasArguments(name, args, option.args, report)) option.read(args, line)
  }
}

/**
 * Reports all occurrences but the first of a directive that may stand once in a block, and says whether there are none.
 * Whoever asks reads them all the same, so that what is wrong in them is said, too.
 */
export function standsOnce(occurrences: readonly Directive[], report: Report, hint: string): boolean {
  const [first, ...others] = occurrences
  for (const { name } of others) {
    const message = `${quote(name.text)} is already in this block, in line ${first?.place.line}`
    report(atToken('KZ_COREFILE_OPTION', name, message, hint))
  }
  return others.length === 0
}

/** Reports braces after a directive that has no options; empty ones say nothing. */
export function expectNoOptions(directive: Directive, report: Report): void {
  readOptions(directive, {}, report)
}

/** Whether the number of arguments fits; if not, the first surplus one is reported, or the name they are missing after. */
export function hasArguments(
  name: Token,
  args: readonly Token[],
  count: ArgumentCount,
  report: Report,
): boolean {
  const [minimum, maximum] = typeof count === 'number' ? [count, count] : count
  if (args.length >= minimum && args.length <= maximum) return true
  const message = `${quote(name.text)} takes ${countText(minimum, maximum)}, found ${args.length || 'none'}`
  report(atToken('KZ_COREFILE_ARGUMENTS', args[maximum] ?? name, message))
  return false
}

function countText(minimum: number, maximum: number): string {
  if (maximum === 0) return 'no arguments'
  const noun = (minimum === maximum ? minimum : maximum) === 1 ? 'argument' : 'arguments'
  if (minimum === maximum) return `${minimum} ${noun}`
  if (maximum === Infinity) return `${minimum} or more arguments`
  return minimum === 0 ? `at most ${maximum} ${noun}` : `${minimum} to ${maximum} ${noun}`
}

function unknownOption(owner: Token, name: Token, table: OptionTable) {
  const options = Object.keys(table)
  const message = `${quote(owner.text)} has no option ${quote(name.text)}`
  if (options.length === 0) return atToken('KZ_COREFILE_OPTION', name, message, 'it has no options')
  const nearest = suggest(name.text, options)
  const guess = nearest === null ? '' : `did you mean ${quote(nearest)}? `
  return atToken('KZ_COREFILE_OPTION', name, message, `${guess}options: ${options.toSorted().join(', ')}`)
}
