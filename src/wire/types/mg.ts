/** RFC 1035 §3.3.6: a mailbox of a mail group. */
import { name } from '../fields/names.ts'
import { type } from '../record-type.ts'

export const MG = type(8, 'MG', name('mgmname'))
