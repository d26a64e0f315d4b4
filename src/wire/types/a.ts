/** RFC 1035 §3.4.1: an IPv4 address. */
import { TYPE } from '../constants.ts'
import { ipv4 } from '../fields/addresses.ts'
import { type } from '../record-type.ts'

export const A = type(TYPE.A, 'A', ipv4('address'))
