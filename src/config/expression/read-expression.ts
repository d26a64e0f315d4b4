/** Expressions in a Corefile: one quoted word, or several words with blanks between them. */
import { present } from '../../report/assert.ts'
import { atToken, type Report, type Token } from '../token.ts'
import { parseExpression } from './parser.ts'
import type { ExpressionFunctions } from './term.ts'
import type { Span } from './words.ts'

/** A predicate that evaluates the expression for a subject; `null` after a report at the wrong part. */
export function readExpression<Subject>(
  tokens: readonly Token[],
  functions: ExpressionFunctions<Subject>,
  report: Report,
): ((subject: Subject) => boolean) | null {
  const source = tokens.map(({ text }) => text).join(' ')
  return parseExpression(source, functions, (at, message, hint) => {
    report(atToken('KZ_COREFILE_VALUE', tokenAt(tokens, at), message, hint))
  })
}

/** The part of a token in which a span begins, as a token. */
function tokenAt(tokens: readonly Token[], { start, end }: Span): Token {
  let from = 0
  for (const token of tokens) {
    const next = from + token.text.length + 1
    if (start < next) return partOf(token, start - from, end - from)
    from = next
  }
  return present(tokens.at(-1), 'an expression has a word')
}

/** The whole token if its line does not hold the part: after an escaped quote or an environment variable. */
function partOf(token: Token, start: number, end: number): Token {
  const column = token.place.column + (token.quoted ? 1 : 0) + start
  const text = token.text.slice(start, end)
  if (token.sourceLine.slice(column - 1, column - 1 + text.length) !== text || text === '') return token
  return { ...token, place: { ...token.place, column }, length: text.length }
}
