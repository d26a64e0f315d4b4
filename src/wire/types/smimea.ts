/** RFC 8162 §2: the certificate of a mailbox, in the format of TLSA. */
import { hex } from '../fields/encodings.ts'
import { u8 } from '../fields/numbers.ts'
import { type } from '../record-type.ts'

export const SMIMEA = type(
  53,
  'SMIMEA',
  u8('usage'),
  u8('selector'),
  u8('matchingType'),
  hex('associationData'),
)
