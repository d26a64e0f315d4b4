/** Words of the DNS in directives: types, classes, rcodes. Read as the values in `settings.ts` are. */
import { classNumber, rcodeNumber } from '../wire/constants.ts'
import { typeNumber } from '../wire/record-types.ts'
import { atToken, quote, type Report, type Token } from './token.ts'

export function readType(token: Token, report: Report): number | null {
  return read(token, typeNumber(token.text), 'a type such as A, SRV or TYPE65280', report)
}

export function readClass(token: Token, report: Report): number | null {
  return read(token, classNumber(token.text), 'a class: IN, CH, HS or ANY', report)
}

/** One that a header can hold. */
export function readRcode(token: Token, report: Report): number | null {
  return read(token, rcodeNumber(token.text), 'an rcode such as NXDOMAIN, or its number from 0 to 15', report)
}

function read(token: Token, value: number | null, expected: string, report: Report): number | null {
  if (value === null) {
    report(atToken('KZ_COREFILE_VALUE', token, `found ${quote(token.text)}, expected ${expected}`))
  }
  return value
}
