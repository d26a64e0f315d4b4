/**
 * Regular expressions in a Corefile are written for Go's RE2. What differs from JavaScript's and is in use is translated:
 * flags at the start (`(?i)`) and names of groups (`(?P<name>…)`).
 */
import { atToken, quote, type Report, type Token } from './token.ts'

const FLAGS = /^\(\?([ims]+)\)/

/** `null` if the text is no regular expression; the reason is reported at the token. */
export function readPattern(token: Token, report: Report): RegExp | null {
  const flags = FLAGS.exec(token.text)?.[1] ?? ''
  const source = token.text.replace(FLAGS, '').replaceAll('(?P<', '(?<')
  try {
    return new RegExp(source, [...new Set(flags)].join(''))
  } catch (problem) {
    const reason = problem instanceof Error ? problem.message.replace(/^.*\/[a-z]*: /s, '') : String(problem)
    const message = `found ${quote(token.text)}, expected a regular expression: ${reason}`
    report(atToken('KZ_COREFILE_VALUE', token, message))
    return null
  }
}
