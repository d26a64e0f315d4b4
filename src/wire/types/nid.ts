/** RFC 6742 §2.1: a node identifier of ILNP. */
import { locator64 } from '../fields/identifiers.ts'
import { u16 } from '../fields/numbers.ts'
import { type } from '../record-type.ts'

export const NID = type(104, 'NID', u16('preference'), locator64('nodeId'))
