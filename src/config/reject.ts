/** The diagnostic of a wrong value: the text found, the value expected, and perhaps a hint. */
import { atToken, quote, type Report, type Token } from './token.ts'

/**
 * Reports a wrong value. Returns `null`, the result of a reader then. `expected` is a noun: "an IP address".
 */
export function reject(token: Token, expected: string, report: Report, hint?: string): null {
  report(atToken('KZ_COREFILE_VALUE', token, `found ${quote(token.text)}, expected ${expected}`, hint))
  return null
}
