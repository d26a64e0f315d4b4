/** RFC 8976 §2: the digest of a zone. */
import { zoneDigest } from '../fields/digests.ts'
import { u32, u8 } from '../fields/numbers.ts'
import { type } from '../record-type.ts'

export const ZONEMD = type(63, 'ZONEMD', u32('serial'), u8('scheme'), zoneDigest('digest'))
