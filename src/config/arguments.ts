/** Checks the number of words after a directive, an option or a field, and types them as a tuple. */
import { atToken, quote, type Report, type Token } from './token.ts'

/** An exact number of arguments, or a minimum and a maximum. */
export type ArgumentCount = number | readonly [minimum: number, maximum: number]

/**
 * The type of words whose count is checked: `1` is one token, `[1, 3]` one token and optional further ones.
 */
export type Words<Count extends ArgumentCount> = Count extends number
  ? Times<Count>
  : Count extends readonly [infer Minimum extends number, number]
    ? readonly [...Times<Minimum>, ...Token[]]
    : never

/** A tuple of `Count` tokens; an array where `Count` is not a literal. */
type Times<Count extends number, Found extends readonly Token[] = readonly []> = number extends Count
  ? readonly Token[]
  : Found['length'] extends Count
    ? Found
    : Times<Count, readonly [...Found, Token]>

/** Whether the number of arguments fits. If not, reports at the first surplus argument, else at the name. */
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

/** The expected number of arguments in words: `2 arguments`, `at most 1 argument`. */
export function countText(minimum: number, maximum: number): string {
  if (maximum === 0) return 'no arguments'
  const noun = (minimum === maximum ? minimum : maximum) === 1 ? 'argument' : 'arguments'
  if (minimum === maximum) return `${minimum} ${noun}`
  if (maximum === Infinity) return `${minimum} or more arguments`
  return minimum === 0 ? `at most ${maximum} ${noun}` : `${minimum} to ${maximum} ${noun}`
}
