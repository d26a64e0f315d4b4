/** RFC 6672 §2.1: redirects all names below its owner to names below its target. */
import { decompressedName } from '../fields/names.ts'
import { type } from '../record-type.ts'

export const DNAME = type(39, 'DNAME', decompressedName('target'))
