/** RFC 1183 §3.1: an X.25 address. */
import { string } from '../fields/texts.ts'
import { type } from '../record-type.ts'

export const X25 = type(19, 'X25', string('psdnAddress'))
