/** Readers of DNS mnemonics in directives: types, classes, rcodes. Each returns `null` after a report. */
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

/** An rcode of the header's 4 bits: 0 to 15. */
export function readRcode(token: Token, report: Report): number | null {
  return (
    rcodeNumber(token.text) ?? reject(token, 'an rcode such as NXDOMAIN, or its number from 0 to 15', report)
  )
}
