/** RFC 1035 §3.3.9: a mail exchanger of a domain. */
import { TYPE } from '../constants.ts'
import { name } from '../fields/names.ts'
import { u16 } from '../fields/numbers.ts'
import { type } from '../record-type.ts'

export const MX = type(TYPE.MX, 'MX', u16('preference'), name('exchange'))
