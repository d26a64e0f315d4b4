/** RFC 8659 §4.1: the certification authorities that may issue certificates for a domain. */
import { u8 } from '../fields/numbers.ts'
import { tag, text } from '../fields/texts.ts'
import { type } from '../record-type.ts'

export const CAA = type(257, 'CAA', u8('flags'), tag('tag'), text('value'))
