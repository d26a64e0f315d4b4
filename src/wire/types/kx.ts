/** RFC 2230 §3: a key exchanger of a domain. */
import { decompressedName } from '../fields/names.ts'
import { u16 } from '../fields/numbers.ts'
import { type } from '../record-type.ts'

export const KX = type(36, 'KX', u16('preference'), decompressedName('exchanger'))
