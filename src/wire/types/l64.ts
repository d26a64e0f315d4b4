/** RFC 6742 §2.3: a 64-bit locator of ILNP. */
import { locator64 } from '../fields/identifiers.ts'
import { u16 } from '../fields/numbers.ts'
import { type } from '../record-type.ts'

export const L64 = type(106, 'L64', u16('preference'), locator64('locator'))
