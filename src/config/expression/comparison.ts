/** The comparisons of expressions (`==`, `<`, `contains`, `matches`, …) and the kinds of their operands. */
import { present } from '../../report/assert.ts'
import { parsePattern } from '../pattern.ts'
import type { Kind, Term, Value } from './term.ts'
import type { ReportAt } from './words.ts'

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

/** The comparisons that `not` may precede. */
export const WORD_COMPARISONS: readonly string[] = [...Object.keys(WITHIN_TEXT), MATCHES]
export const SIGN_COMPARISONS: readonly string[] = [...Object.keys(EQUAL), ...Object.keys(ORDERED)]

/** The test of two operands; `null` after a report. */
export function comparison<Subject>(
  operator: string,
  left: Term<Subject>,
  right: Term<Subject>,
  report: ReportAt,
): ((subject: Subject) => boolean) | null {
  if (operator === MATCHES) return matching(left, right, report)
  const equal = EQUAL[operator]
  const ordered = ORDERED[operator]
  const test = present(equal ?? ordered ?? WITHIN_TEXT[operator], 'every operator of a comparison has a test')
  const kind = equal !== undefined ? left.kind : ordered !== undefined ? orderedKind(left.kind) : 'text'
  if (
    kind === null ||
    !expectKind(left, kind, operator, report) ||
    !expectKind(right, kind, operator, report)
  )
    return null
  const { constant } = right
  if (constant !== undefined) return (subject) => test(left.evaluate(subject), constant)
  return (subject) => test(left.evaluate(subject), right.evaluate(subject))
}

/**
 * The kind that an ordered comparison expects beside a term: numbers and text have an order, booleans none.
 */
function orderedKind(kind: Kind | null): Kind | null {
  return kind === 'boolean' ? 'number' : kind
}

function matching<Subject>(
  left: Term<Subject>,
  right: Term<Subject>,
  report: ReportAt,
): ((subject: Subject) => boolean) | null {
  if (!expectKind(left, 'text', MATCHES, report) || !expectKind(right, 'text', MATCHES, report)) return null
  if (typeof right.constant !== 'string') {
    // Compiling a regular expression for each query would be too slow.
    if (right.kind !== null) report(right, 'found computed text, expected a regular expression in quotes')
    return null
  }
  const pattern = parsePattern(right.constant)
  if (typeof pattern === 'string') report(right, pattern)
  return typeof pattern === 'string' ? null : (subject) => pattern.test(String(left.evaluate(subject)))
}

const KIND_NAMES: Readonly<Record<Kind, string>> = {
  text: 'text',
  number: 'a number',
  boolean: 'a boolean',
}

/** Whether a term has the kind that `owner` expects, or has an error already; reports if not. */
export function expectKind<Subject>(
  term: Term<Subject>,
  kind: Kind,
  owner: string,
  report: ReportAt,
  hint?: string,
): boolean {
  if (term.kind === null || term.kind === kind) return true
  report(term, `found ${KIND_NAMES[term.kind]}, expected ${KIND_NAMES[kind]} for '${owner}'`, hint)
  return false
}
