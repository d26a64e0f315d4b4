/** RFC 3596 §2.1: an IPv6 address. */
import { TYPE } from '../constants.ts'
import { ipv6 } from '../fields/addresses.ts'
import { type } from '../record-type.ts'

export const AAAA = type(TYPE.AAAA, 'AAAA', ipv6('address'))
