/** RFC 9606 §3: the capabilities of a resolver. */
import { strings } from '../fields/texts.ts'
import { type } from '../record-type.ts'

export const RESINFO = type(261, 'RESINFO', strings('information'))
