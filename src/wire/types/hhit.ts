/** RFC 9886 §5.1: a hierarchical host identity tag. */
import { base64 } from '../fields/encodings.ts'
import { type } from '../record-type.ts'

export const HHIT = type(67, 'HHIT', base64('data'))
