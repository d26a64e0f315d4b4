/** The one form of "this value is wrong": what was found, what was expected, and perhaps what to write. */
import { atToken, quote, type Report, type Token } from './token.ts'

/** Reports a value, and is `null`, so that a reader of values can return it. `expected` is a noun: "an IP address". */
export function reject(token: Token, expected: string, report: Report, hint?: string): null {
  report(atToken('KZ_COREFILE_VALUE', token, `found ${quote(token.text)}, expected ${expected}`, hint))
  return null
}
