/** RFC 2535 §5.2: the next name of a zone that was signed before RFC 4034. */
import { decompressedName } from '../fields/names.ts'
import { oldTypeBitmap } from '../fields/type-bitmaps.ts'
import { type } from '../record-type.ts'

export const NXT = type(30, 'NXT', decompressedName('nextDomainName'), oldTypeBitmap('types'))
