/** RFC 4034 §3.1: the signature of an RRset. */
import { base64 } from '../fields/encodings.ts'
import { algorithm } from '../fields/mnemonics.ts'
import { plainName } from '../fields/names.ts'
import { recordType, timestamp, u16, u32, u8 } from '../fields/numbers.ts'
import { type } from '../record-type.ts'

export const RRSIG = type(
  46,
  'RRSIG',
  recordType('typeCovered'),
  algorithm('algorithm'),
  u8('labels'),
  u32('originalTtl'),
  timestamp('expiration'),
  timestamp('inception'),
  u16('keyTag'),
  plainName('signerName'),
  base64('signature'),
)
