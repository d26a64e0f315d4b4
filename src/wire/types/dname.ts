/** RFC 6672 §2.1: where all names below its owner are. */
import { decompressedName } from '../fields/names.ts'
import { type } from '../record-type.ts'

export const DNAME = type(39, 'DNAME', decompressedName('target'))
