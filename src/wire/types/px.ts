/** RFC 2163 §4: a rule that maps X.400 and RFC 822 mail addresses. */
import { decompressedName } from '../fields/names.ts'
import { u16 } from '../fields/numbers.ts'
import { type } from '../record-type.ts'

export const PX = type(26, 'PX', u16('preference'), decompressedName('map822'), decompressedName('mapx400'))
