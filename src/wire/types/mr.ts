/** RFC 1035 §3.3.8: a new name of a mailbox. */
import { name } from '../fields/names.ts'
import { type } from '../record-type.ts'

export const MR = type(9, 'MR', name('newname'))
