/** RFC 1183 §3.3: an intermediate host that routes to a host without a public address. */
import { decompressedName } from '../fields/names.ts'
import { u16 } from '../fields/numbers.ts'
import { type } from '../record-type.ts'

export const RT = type(21, 'RT', u16('preference'), decompressedName('intermediateHost'))
