/** IANA "NINFO/ninfo-completed-template": the status of a zone, as text. */
import { strings } from '../fields/texts.ts'
import { type } from '../record-type.ts'

export const NINFO = type(56, 'NINFO', strings('status'))
