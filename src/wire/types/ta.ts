/** Weiler, "Deploying DNSSEC Without a Signed Root" (2004): a trust anchor, in the format of DS. */
import { delegationDigest } from '../fields/digests.ts'
import { algorithm } from '../fields/mnemonics.ts'
import { u16 } from '../fields/numbers.ts'
import { type } from '../record-type.ts'

export const TA = type(32768, 'TA', u16('keyTag'), algorithm('algorithm'), delegationDigest('digest'))
