/** RFC 4431 §2: a trust anchor outside the chain of delegations, in the format of DS. */
import { delegationDigest } from '../fields/digests.ts'
import { algorithm } from '../fields/mnemonics.ts'
import { u16 } from '../fields/numbers.ts'
import { type } from '../record-type.ts'

export const DLV = type(32769, 'DLV', u16('keyTag'), algorithm('algorithm'), delegationDigest('digest'))
