/** RFC 5155 §4: the parameters by which a zone's servers hash owner names. */
import { salt } from '../fields/hashed-denial.ts'
import { u16, u8 } from '../fields/numbers.ts'
import { type } from '../record-type.ts'

export const NSEC3PARAM = type(
  51,
  'NSEC3PARAM',
  u8('hashAlgorithm'),
  u8('flags'),
  u16('iterations'),
  salt('salt'),
)
