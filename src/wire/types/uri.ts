/** RFC 7553 §4: the URI of a service. */
import { u16 } from '../fields/numbers.ts'
import { text } from '../fields/texts.ts'
import { type } from '../record-type.ts'

export const URI = type(256, 'URI', u16('priority'), u16('weight'), text('target'))
