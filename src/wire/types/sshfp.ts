/** RFC 4255 §3.1: the fingerprint of a host's SSH key. */
import { hex } from '../fields/encodings.ts'
import { u8 } from '../fields/numbers.ts'
import { type } from '../record-type.ts'

export const SSHFP = type(44, 'SSHFP', u8('algorithm'), u8('fingerprintType'), hex('fingerprint'))
