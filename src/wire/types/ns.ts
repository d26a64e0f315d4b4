/** RFC 1035 §3.3.11: an authoritative name server of a zone. */
import { TYPE } from '../constants.ts'
import { name } from '../fields/names.ts'
import { type } from '../record-type.ts'

export const NS = type(TYPE.NS, 'NS', name('nsdname'))
