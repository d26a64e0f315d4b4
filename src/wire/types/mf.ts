/** RFC 1035 §3.3.5: a mail forwarder; obsolete, MX replaces it. */
import { name } from '../fields/names.ts'
import { type } from '../record-type.ts'

export const MF = type(4, 'MF', name('madname'))
