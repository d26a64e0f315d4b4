/** RFC 3403 §4.1: a rule that rewrites a string into another name or a URI. */
import { decompressedName } from '../fields/names.ts'
import { u16 } from '../fields/numbers.ts'
import { string } from '../fields/texts.ts'
import { type } from '../record-type.ts'

export const NAPTR = type(
  35,
  'NAPTR',
  u16('order'),
  u16('preference'),
  string('flags'),
  string('services'),
  string('regexp'),
  decompressedName('replacement'),
)
