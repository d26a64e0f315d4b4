/** RFC 6742 §2.2: a 32-bit locator of ILNP. */
import { locator32 } from '../fields/identifiers.ts'
import { u16 } from '../fields/numbers.ts'
import { type } from '../record-type.ts'

export const L32 = type(105, 'L32', u16('preference'), locator32('locator'))
