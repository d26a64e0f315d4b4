/** RFC 1035 §3.3.7: the mailboxes of a mailing list's owner and for its errors. */
import { name } from '../fields/names.ts'
import { type } from '../record-type.ts'

export const MINFO = type(14, 'MINFO', name('rmailbx'), name('emailbx'))
