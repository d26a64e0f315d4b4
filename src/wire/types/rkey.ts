/** IANA "RKEY/rkey-completed-template": a public key that encrypts records. */
import { base64 } from '../fields/encodings.ts'
import { algorithm } from '../fields/mnemonics.ts'
import { u16, u8 } from '../fields/numbers.ts'
import { type } from '../record-type.ts'

export const RKEY = type(
  57,
  'RKEY',
  u16('flags'),
  u8('protocol'),
  algorithm('algorithm'),
  base64('publicKey'),
)
