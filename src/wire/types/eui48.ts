/** RFC 7043 §3: a 48-bit hardware address. */
import { eui48 } from '../fields/identifiers.ts'
import { type } from '../record-type.ts'

export const EUI48 = type(108, 'EUI48', eui48('address'))
