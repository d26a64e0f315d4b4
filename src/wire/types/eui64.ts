/** RFC 7043 §4: a 64-bit hardware address. */
import { eui64 } from '../fields/identifiers.ts'
import { type } from '../record-type.ts'

export const EUI64 = type(109, 'EUI64', eui64('address'))
