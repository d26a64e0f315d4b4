/** RFC 5155 §3: the next hashed owner name of a signed zone, and the types that this owner has. */
import { base32Hash, salt } from '../fields/hashed-denial.ts'
import { u16, u8 } from '../fields/numbers.ts'
import { typeBitmaps } from '../fields/type-bitmaps.ts'
import { type } from '../record-type.ts'

export const NSEC3 = type(
  50,
  'NSEC3',
  u8('hashAlgorithm'),
  u8('flags'),
  u16('iterations'),
  salt('salt'),
  base32Hash('nextHashedOwnerName'),
  typeBitmaps('types'),
)
