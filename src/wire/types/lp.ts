/** RFC 6742 §2.4: the name of an ILNP locator. */
import { plainName } from '../fields/names.ts'
import { u16 } from '../fields/numbers.ts'
import { type } from '../record-type.ts'

export const LP = type(107, 'LP', u16('preference'), plainName('fqdn'))
