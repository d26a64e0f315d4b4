/** RFC 4034 §5.1: the digest of a delegated zone's DNSKEY. */
import { delegationDigest } from '../fields/digests.ts'
import { algorithm } from '../fields/mnemonics.ts'
import { u16 } from '../fields/numbers.ts'
import { type } from '../record-type.ts'

export const DS = type(43, 'DS', u16('keyTag'), algorithm('algorithm'), delegationDigest('digest'))
