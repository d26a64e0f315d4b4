/** RFC 9886 §5.2: the broadcast identity of an aircraft. */
import { base64 } from '../fields/encodings.ts'
import { type } from '../record-type.ts'

export const BRID = type(68, 'BRID', base64('data'))
