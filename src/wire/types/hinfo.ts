/** RFC 1035 §3.3.2: a host's CPU and operating system. RFC 8482 §4.2: also a synthesized answer to ANY. */
import { TYPE } from '../constants.ts'
import { string } from '../fields/texts.ts'
import { type } from '../record-type.ts'

export const HINFO = type(TYPE.HINFO, 'HINFO', string('cpu'), string('os'))
