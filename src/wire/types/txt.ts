/** RFC 1035 §3.3.14: character strings. */
import { TYPE } from '../constants.ts'
import { strings } from '../fields/texts.ts'
import { type } from '../record-type.ts'

export const TXT = type(TYPE.TXT, 'TXT', strings('txtData'))
