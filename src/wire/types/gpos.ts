/** RFC 1712 §3: longitude, latitude and altitude, as text. */
import { string } from '../fields/texts.ts'
import { type } from '../record-type.ts'

export const GPOS = type(27, 'GPOS', string('longitude'), string('latitude'), string('altitude'))
