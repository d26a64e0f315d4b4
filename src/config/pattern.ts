/**
 * Regular expressions of a Corefile, in RE2's syntax, which is Go's. Matching takes time linear in the length
 * of the text, so no expression and no query name can stall the server.
 */
import { RE2JS } from 're2js'
import { present } from '../report/assert.ts'
import { atToken, quote, type Report, type Token } from './token.ts'

/** The first place in a text that an expression matches. */
export interface Match {
  /** The whole match, then each group; the empty string for a group that did not match. */
  readonly groups: readonly string[]
  readonly named: ReadonlyMap<string, string>
}

export class Pattern {
  readonly #compiled: RE2JS

  /** Throws if `source` is not a regular expression; `parsePattern` returns the reason instead. */
  constructor(source: string) {
    this.#compiled = RE2JS.compile(source)
  }

  get groupCount(): number {
    return this.#compiled.groupCount()
  }

  get groupNames(): readonly string[] {
    return Object.keys(this.#compiled.namedGroups())
  }

  /** Whether the expression matches anywhere in `text`. */
  test(text: string): boolean {
    return this.#compiled.test(text)
  }

  /** `null` if the expression does not match anywhere in `text`. */
  match(text: string): Match | null {
    const matcher = this.#compiled.matcher(text)
    if (!matcher.find()) return null
    const groups = Array.from({ length: this.groupCount + 1 }, (_, i) => matcher.group(i) ?? '')
    const names = Object.entries(this.#compiled.namedGroups())
    return {
      groups,
      named: new Map(
        names.map(([name, index]) => [name, present(groups[index], 'a name is that of a group')]),
      ),
    }
  }
}

/** `null` if the token is not a regular expression; reports the reason at the token. */
export function readPattern(token: Token, report: Report): Pattern | null {
  const pattern = parsePattern(token.text)
  if (typeof pattern !== 'string') return pattern
  report(atToken('KZ_COREFILE_VALUE', token, pattern))
  return null
}

/** The expression, or the message of a diagnostic if `text` is not one. */
export function parsePattern(text: string): Pattern | string {
  try {
    return new Pattern(text)
  } catch (problem) {
    const reason =
      problem instanceof Error ? problem.message.replace('error parsing regexp: ', '') : String(problem)
    return `found ${quote(text)}, expected a regular expression: ${reason}`
  }
}
