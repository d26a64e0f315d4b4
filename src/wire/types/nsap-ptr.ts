/** RFC 1706 §6: the name of an NSAP address. */
import { plainName } from '../fields/names.ts'
import { type } from '../record-type.ts'

export const NSAP_PTR = type(23, 'NSAP-PTR', plainName('name'))
