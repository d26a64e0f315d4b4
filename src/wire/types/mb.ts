/** RFC 1035 §3.3.3: the host of a mailbox. */
import { name } from '../fields/names.ts'
import { type } from '../record-type.ts'

export const MB = type(7, 'MB', name('madname'))
