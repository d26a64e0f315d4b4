/** RFC 1183 §1: a database server of an AFS cell. */
import { decompressedName } from '../fields/names.ts'
import { u16 } from '../fields/numbers.ts'
import { type } from '../record-type.ts'

export const AFSDB = type(18, 'AFSDB', u16('subtype'), decompressedName('hostname'))
