/** RFC 4398 §2: a certificate, or a list of revoked ones. */
import { base64 } from '../fields/encodings.ts'
import { algorithm, certificateType } from '../fields/mnemonics.ts'
import { u16 } from '../fields/numbers.ts'
import { type } from '../record-type.ts'

export const CERT = type(
  37,
  'CERT',
  certificateType('certificateType'),
  u16('keyTag'),
  algorithm('algorithm'),
  base64('certificate'),
)
