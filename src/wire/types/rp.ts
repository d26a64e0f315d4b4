/** RFC 1183 §2.2: the person responsible for a name. */
import { decompressedName } from '../fields/names.ts'
import { type } from '../record-type.ts'

export const RP = type(17, 'RP', decompressedName('mboxDname'), decompressedName('txtDname'))
