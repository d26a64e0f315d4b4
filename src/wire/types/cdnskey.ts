/** RFC 7344 §3.2: the DNSKEY for which a child zone requests a DS record. */
import { base64 } from '../fields/encodings.ts'
import { algorithm } from '../fields/mnemonics.ts'
import { u16, u8 } from '../fields/numbers.ts'
import { type } from '../record-type.ts'

export const CDNSKEY = type(
  60,
  'CDNSKEY',
  u16('flags'),
  u8('protocol'),
  algorithm('algorithm'),
  base64('publicKey'),
)
