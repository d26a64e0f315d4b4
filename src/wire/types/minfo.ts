/** RFC 1035 §3.3.7: who looks after a mailing list, and who hears of its errors. */
import { name } from '../fields/names.ts'
import { type } from '../record-type.ts'

export const MINFO = type(14, 'MINFO', name('rmailbx'), name('emailbx'))
