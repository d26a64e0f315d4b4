/** Weiler, "Deploying DNSSEC Without a Signed Root" (2004): a trust anchor, in the format of DS. */
import { hex } from '../fields/encodings.ts'
import { algorithm } from '../fields/mnemonics.ts'
import { u16, u8 } from '../fields/numbers.ts'
import { type } from '../record-type.ts'

export const TA = type(32768, 'TA', u16('keyTag'), algorithm('algorithm'), u8('digestType'), hex('digest'))
