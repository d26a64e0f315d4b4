/** RFC 1706 §5: an OSI network address. */
import { nsap } from '../fields/identifiers.ts'
import { type } from '../record-type.ts'

export const NSAP = type(22, 'NSAP', nsap('address'))
