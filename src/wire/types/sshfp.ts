/** RFC 4255 §3.1: the fingerprint of a host's SSH key. */
import { fingerprint } from '../fields/digests.ts'
import { u8 } from '../fields/numbers.ts'
import { type } from '../record-type.ts'

export const SSHFP = type(44, 'SSHFP', u8('algorithm'), fingerprint('fingerprint'))
