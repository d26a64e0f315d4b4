/** Words of the DNS in directives: types, classes, rcodes. Read as the values in `settings.ts` are. */
import { classNumber, rcodeNumber } from '../wire/constants.ts'
import { typeNumber } from '../wire/record-types.ts'
import { reject } from './reject.ts'
import type { Report, Token } from './token.ts'

export function readType(token: Token, report: Report): number | null {
  return typeNumber(token.text) ?? reject(token, 'a type such as A, SRV or TYPE65280', report)
}

export function readClass(token: Token, report: Report): number | null {
  return classNumber(token.text) ?? reject(token, 'a class: IN, CH, HS or ANY', report)
}

/** One that a header can hold. */
export function readRcode(token: Token, report: Report): number | null {
  return (
    rcodeNumber(token.text) ?? reject(token, 'an rcode such as NXDOMAIN, or its number from 0 to 15', report)
  )
}
