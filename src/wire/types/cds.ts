/** RFC 7344 §3.1: the DS record that a child zone requests. */
import { delegationDigest } from '../fields/digests.ts'
import { algorithm } from '../fields/mnemonics.ts'
import { u16 } from '../fields/numbers.ts'
import { type } from '../record-type.ts'

export const CDS = type(59, 'CDS', u16('keyTag'), algorithm('algorithm'), delegationDigest('digest'))
