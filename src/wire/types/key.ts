/** RFC 2535 §3.1, RFC 3445: a public key for SIG(0) and TKEY. */
import { base64 } from '../fields/encodings.ts'
import { algorithm } from '../fields/mnemonics.ts'
import { u16, u8 } from '../fields/numbers.ts'
import { type } from '../record-type.ts'

export const KEY = type(25, 'KEY', u16('flags'), u8('protocol'), algorithm('algorithm'), base64('publicKey'))
