/** The number of words behind a directive, an option or a field. A count that fits gives the words their type: a tuple. */
import { atToken, quote, type Report, type Token } from './token.ts'

/** How many arguments: as many, or at least and at most. */
export type ArgumentCount = number | readonly [minimum: number, maximum: number]

/** Words that a count has been checked of: `1` is one token, `[1, 3]` is one token and tokens that may be missing. */
export type Words<Count extends ArgumentCount> = Count extends number
  ? Times<Count>
  : Count extends readonly [infer Minimum extends number, number]
    ? readonly [...Times<Minimum>, ...Token[]]
    : never

/** A tuple of so many tokens; any number of them where the number is not a literal. */
type Times<Count extends number, Found extends readonly Token[] = readonly []> = number extends Count
  ? readonly Token[]
  : Found['length'] extends Count
    ? Found
    : Times<Count, readonly [...Found, Token]>

/** Whether the number of arguments fits; if not, the first surplus one is reported, or the name they are missing after. */
export function hasArguments<const Count extends ArgumentCount>(
  name: Token,
  args: readonly Token[],
  count: Count,
  report: Report,
): args is readonly Token[] & Words<Count> {
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
