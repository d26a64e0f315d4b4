/** RFC 1183 §3.2: an ISDN number, and a subaddress. */
import { strings } from '../fields/texts.ts'
import { type } from '../record-type.ts'

export const ISDN = type(20, 'ISDN', strings('address'))
