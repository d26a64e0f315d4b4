/**
 * Environment variables in a Corefile: `{$NAME}` and `{%NAME%}`, in any word, quoted or not. The value
 * replaces the reference within the word, so a value with blanks stays one word. A value may contain
 * references itself. An unset variable counts as empty, with a warning.
 */
import { diagnostic } from '../report/diagnostic.ts'
import { atToken, quote, type Report, type Token } from './token.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** A variable whose value refers to itself would expand for ever; real words have a handful of references. */
const MAX_REPLACEMENTS = 100
/** In characters; no word of a real Corefile comes near it. */
const MAX_WORD_LENGTH = 65_536

export function expandEnvironment(
  tokens: readonly Token[],
  environment: Environment,
  report: Report,
): Token[] {
  return tokens.map((token) => {
    if (!token.text.includes('{')) return token
    const text = expandText(token, environment, report)
    return text === token.text ? token : { ...token, text }
  })
}

function expandText(token: Token, environment: Environment, report: Report): string {
  let text = token.text
  let replacements = 0
  for (const [opening, closing] of [
    ['{%', '%}'],
    ['{$', '}'],
  ] as const) {
    for (let start = text.indexOf(opening); start !== -1; start = text.indexOf(opening, start)) {
      const nameStart = start + opening.length
      const end = text.indexOf(closing, nameStart)
      if (end === -1) break
      // `{$}` has no name and stays as it is.
      if (end === nameStart) {
        start = end
        continue
      }
      const name = text.slice(nameStart, end)
      const value = Object.hasOwn(environment, name) ? environment[name] : undefined
      if (value === undefined) reportUnset(token, name, opening + name + closing, report)
      text = text.slice(0, start) + (value ?? '') + text.slice(end + closing.length)
      if (++replacements > MAX_REPLACEMENTS || text.length > MAX_WORD_LENGTH) {
        const message = `expanding the environment variable ${quote(name)} exceeds ${MAX_REPLACEMENTS} replacements or ${MAX_WORD_LENGTH} characters`
        report(
          atToken('KZ_COREFILE_LIMIT', token, message, 'check whether the value refers to its own variable'),
        )
        return token.text
      }
    }
  }
  return text
}

function reportUnset(token: Token, name: string, reference: string, report: Report): void {
  const { place, sourceLine } = token
  // The caret stands under the reference, unless the reference comes from another variable's value.
  const index = sourceLine.indexOf(reference, place.column - 1)
  const isWritten = index !== -1 && index < place.column - 1 + token.length
  const column = isWritten ? index + 1 : place.column
  const length = isWritten ? reference.length : token.length
  const isTemplate = /[{]$/.test(sourceLine.slice(0, Math.max(0, index)))
  report(
    diagnostic(
      'KZ_COREFILE_ENVIRONMENT',
      { ...place, column },
      `the environment variable ${quote(name)} is not set and counts as empty`,
      {
        sourceLine,
        length,
        hint: isTemplate
          ? `for a template's variable write it with blanks: {{ $${name} }}`
          : `set ${name}, or remove ${reference}`,
      },
    ),
  )
}
