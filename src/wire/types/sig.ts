/** RFC 2535 §4.1: a signature of the DNSSEC before RFC 4034. */
import { base64 } from '../fields/encodings.ts'
import { algorithm } from '../fields/mnemonics.ts'
import { decompressedName } from '../fields/names.ts'
import { recordType, timestamp, u16, u32, u8 } from '../fields/numbers.ts'
import { type } from '../record-type.ts'

export const SIG = type(
  24,
  'SIG',
  recordType('typeCovered'),
  algorithm('algorithm'),
  u8('labels'),
  u32('originalTtl'),
  timestamp('expiration'),
  timestamp('inception'),
  u16('keyTag'),
  decompressedName('signerName'),
  base64('signature'),
)
