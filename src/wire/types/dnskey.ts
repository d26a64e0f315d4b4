/** RFC 4034 §2.1: a public key of a zone. */
import { base64 } from '../fields/encodings.ts'
import { algorithm } from '../fields/mnemonics.ts'
import { u16, u8 } from '../fields/numbers.ts'
import { type } from '../record-type.ts'

export const DNSKEY = type(
  48,
  'DNSKEY',
  u16('flags'),
  u8('protocol'),
  algorithm('algorithm'),
  base64('publicKey'),
)
