/** RFC 7477 §2.1: the records that a parent zone copies from its child. */
import { u16, u32 } from '../fields/numbers.ts'
import { typeBitmaps } from '../fields/type-bitmaps.ts'
import { type } from '../record-type.ts'

export const CSYNC = type(62, 'CSYNC', u32('serial'), u16('flags'), typeBitmaps('types'))
