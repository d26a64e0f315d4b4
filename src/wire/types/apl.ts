/** RFC 3123 §3: a list of address prefixes. */
import { addressPrefixes } from '../fields/address-prefixes.ts'
import { type } from '../record-type.ts'

export const APL = type(42, 'APL', addressPrefixes('prefixes'))
