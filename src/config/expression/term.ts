/** What an expression is made of once it is read: terms that know what they are worth before anybody asks what. */
import type { ReportAt, Span } from './words.ts'

export type Value = string | number | boolean
export type Kind = 'text' | 'number' | 'boolean'

export interface Term<Subject> extends Span {
  /** `null`: something is wrong with it, which has been said; it fits everywhere. */
  readonly kind: Kind | null
  /** What it is worth, whoever asks. */
  readonly constant?: Value
  readonly evaluate: (subject: Subject) => Value
}

/** A function that expressions may call. */
export interface ExpressionFunction<Subject> {
  readonly parameters: readonly Kind[]
  readonly result: Kind
  /** Made once for each call that is written; `null`: its arguments are wrong, which has been said. */
  readonly bind: (args: readonly Term<Subject>[], report: ReportAt) => Term<Subject>['evaluate'] | null
}

export type ExpressionFunctions<Subject> = Readonly<Record<string, ExpressionFunction<Subject>>>

export function kindOf(value: Value): Kind {
  if (typeof value === 'string') return 'text'
  return typeof value === 'number' ? 'number' : 'boolean'
}
