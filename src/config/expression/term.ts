/** The compiled parts of an expression: terms, whose kind is known before they are evaluated. */
import type { ReportAt, Span } from './words.ts'

export type Value = string | number | boolean
export type Kind = 'text' | 'number' | 'boolean'

export interface Term<Subject> extends Span {
  /** `null`: the term has an error, which is reported; it passes every check. */
  readonly kind: Kind | null
  /** The value, if it is the same for every subject. */
  readonly constant?: Value
  readonly evaluate: (subject: Subject) => Value
}

/** A function that expressions may call. */
export interface ExpressionFunction<Subject> {
  readonly parameters: readonly Kind[]
  readonly result: Kind
  /** Compiles one call; `null` after a report of wrong arguments. */
  readonly bind: (args: readonly Term<Subject>[], report: ReportAt) => Term<Subject>['evaluate'] | null
}

export type ExpressionFunctions<Subject> = Readonly<Record<string, ExpressionFunction<Subject>>>

export function kindOf(value: Value): Kind {
  if (typeof value === 'string') return 'text'
  return typeof value === 'number' ? 'number' : 'boolean'
}
