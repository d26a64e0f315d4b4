/** RFC 1035 §3.3.2: what a host is; since RFC 8482 also the answer to a question for ANY. */
import { TYPE } from '../constants.ts'
import { string } from '../fields/texts.ts'
import { type } from '../record-type.ts'

export const HINFO = type(TYPE.HINFO, 'HINFO', string('cpu'), string('os'))
