/**
 * Regular expressions of a Corefile, in RE2's syntax, which is Go's. They take time that is linear in what they are matched
 * against, so that no expression and no name that a client makes up can hold the server.
 */
import { RE2JS } from 're2js'
import { present } from '../report/assert.ts'
import { atToken, quote, type Report, type Token } from './token.ts'

/** What an expression has found. */
export interface Match {
  /** The whole match, then each group; empty for a group that took no part. */
  readonly groups: readonly string[]
  readonly named: ReadonlyMap<string, string>
}

export class Pattern {
  readonly #compiled: RE2JS

  /** Throws where `source` is no expression: see `readPattern`. */
  constructor(source: string) {
    this.#compiled = RE2JS.compile(source)
  }

  /** How many groups it has. */
  get groupCount(): number {
    return this.#compiled.groupCount()
  }

  get groupNames(): readonly string[] {
    return Object.keys(this.#compiled.namedGroups())
  }

  /** Whether it is found anywhere in a text. */
  test(text: string): boolean {
    return this.#compiled.test(text)
  }

  /** Its first match in a text. */
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

/** `null` if the text is no regular expression; the reason is reported at the token. */
export function readPattern(token: Token, report: Report): Pattern | null {
  const pattern = parsePattern(token.text)
  if (typeof pattern !== 'string') return pattern
  report(atToken('KZ_COREFILE_VALUE', token, pattern))
  return null
}

/** The expression, or in a sentence why the text is none. */
export function parsePattern(text: string): Pattern | string {
  try {
    return new Pattern(text)
  } catch (problem) {
    const reason =
      problem instanceof Error ? problem.message.replace('error parsing regexp: ', '') : String(problem)
    return `found ${quote(text)}, expected a regular expression: ${reason}`
  }
}
