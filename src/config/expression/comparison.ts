/** What stands between two operands: `==`, `<`, `contains`, `matches` and the like. Operands are checked here. */
import { present } from '../../report/assert.ts'
import { parsePattern } from '../pattern.ts'
import type { Kind, Term, Value } from './term.ts'
import type { Complain } from './words.ts'

type Test = (left: Value, right: Value) => boolean

const EQUAL: Readonly<Record<string, Test>> = {
  '==': (left, right) => left === right,
  '!=': (left, right) => left !== right,
}
const ORDERED: Readonly<Record<string, Test>> = {
  '<': (left, right) => left < right,
  '<=': (left, right) => left <= right,
  '>': (left, right) => left > right,
  '>=': (left, right) => left >= right,
}
const WITHIN_TEXT: Readonly<Record<string, Test>> = {
  contains: (left, right) => String(left).includes(String(right)),
  startsWith: (left, right) => String(left).startsWith(String(right)),
  endsWith: (left, right) => String(left).endsWith(String(right)),
}
const MATCHES = 'matches'

/** Those that `not` may stand before. */
export const WORD_COMPARISONS: readonly string[] = [...Object.keys(WITHIN_TEXT), MATCHES]
export const SIGN_COMPARISONS: readonly string[] = [...Object.keys(EQUAL), ...Object.keys(ORDERED)]

/** How a test is made of two operands; `null` if they do not fit, which has been said. */
export function comparison<Subject>(
  operator: string,
  left: Term<Subject>,
  right: Term<Subject>,
  complain: Complain,
): ((subject: Subject) => boolean) | null {
  if (operator === MATCHES) return matching(left, right, complain)
  const equal = EQUAL[operator]
  const ordered = ORDERED[operator]
  const test = present(equal ?? ordered ?? WITHIN_TEXT[operator], 'every operator of a comparison has a test')
  const kind = equal !== undefined ? left.kind : ordered !== undefined ? orderedKind(left.kind) : 'text'
  if (kind === null || !isOf(left, kind, operator, complain) || !isOf(right, kind, operator, complain))
    return null
  const { constant } = right
  if (constant !== undefined) return (subject) => test(left.evaluate(subject), constant)
  return (subject) => test(left.evaluate(subject), right.evaluate(subject))
}

/** Numbers and text have an order. */
function orderedKind(kind: Kind | null): Kind | null {
  return kind === 'boolean' ? 'number' : kind
}

function matching<Subject>(
  left: Term<Subject>,
  right: Term<Subject>,
  complain: Complain,
): ((subject: Subject) => boolean) | null {
  if (!isOf(left, 'text', MATCHES, complain) || !isOf(right, 'text', MATCHES, complain)) return null
  if (typeof right.constant !== 'string') {
    // An expression that is made anew for each query costs more than it is worth.
    if (right.kind !== null) complain(right, 'expected a regular expression in quotes')
    return null
  }
  const pattern = parsePattern(right.constant)
  if (typeof pattern === 'string') complain(right, pattern)
  return typeof pattern === 'string' ? null : (subject) => pattern.test(String(left.evaluate(subject)))
}

const KIND_NAMES: Readonly<Record<Kind, string>> = {
  text: 'text',
  number: 'a number',
  boolean: 'true or false',
}

/** Whether a term is what `owner` takes; one of which something else is wrong already is. */
export function isOf<Subject>(
  term: Term<Subject>,
  kind: Kind,
  owner: string,
  complain: Complain,
  hint?: string,
): boolean {
  if (term.kind === null || term.kind === kind) return true
  complain(term, `this is ${KIND_NAMES[term.kind]}, and '${owner}' takes ${KIND_NAMES[kind]} here`, hint)
  return false
}
