/** RFC 1035 §3.3.12: another name; in reverse zones the name of the host. */
import { TYPE } from '../constants.ts'
import { name } from '../fields/names.ts'
import { type } from '../record-type.ts'

export const PTR = type(TYPE.PTR, 'PTR', name('ptrdname'))
