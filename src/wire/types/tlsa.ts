/** RFC 6698 §2.1: the certificate of a TLS server. */
import { hex } from '../fields/encodings.ts'
import { u8 } from '../fields/numbers.ts'
import { type } from '../record-type.ts'

export const TLSA = type(52, 'TLSA', u8('usage'), u8('selector'), u8('matchingType'), hex('associationData'))
