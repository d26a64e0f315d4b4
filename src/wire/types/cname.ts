/** RFC 1035 §3.3.1: the canonical name of an alias. */
import { TYPE } from '../constants.ts'
import { name } from '../fields/names.ts'
import { type } from '../record-type.ts'

export const CNAME = type(TYPE.CNAME, 'CNAME', name('cname'))
