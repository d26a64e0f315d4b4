/** RFC 8976 §2: the digest of a zone. */
import { hex } from '../fields/encodings.ts'
import { u32, u8 } from '../fields/numbers.ts'
import { type } from '../record-type.ts'

export const ZONEMD = type(63, 'ZONEMD', u32('serial'), u8('scheme'), u8('hashAlgorithm'), hex('digest'))
