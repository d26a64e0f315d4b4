/** RFC 4034 §4.1: the next owner name of a signed zone, and the types that this owner has. */
import { plainName } from '../fields/names.ts'
import { typeBitmaps } from '../fields/type-bitmaps.ts'
import { type } from '../record-type.ts'

export const NSEC = type(47, 'NSEC', plainName('nextDomainName'), typeBitmaps('types'))
