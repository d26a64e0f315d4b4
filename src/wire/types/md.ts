/** RFC 1035 §3.3.4: a mail destination; obsolete, MX replaces it. */
import { name } from '../fields/names.ts'
import { type } from '../record-type.ts'

export const MD = type(3, 'MD', name('madname'))
