/** RFC 4408 §3.1.1: the hosts that may send mail of a domain; obsolete, TXT replaces it (RFC 7208 §3.1). */
import { strings } from '../fields/texts.ts'
import { type } from '../record-type.ts'

export const SPF = type(99, 'SPF', strings('txtData'))
