/** RFC 2782: the location of a service; senders do not compress its target. */
import { TYPE } from '../constants.ts'
import { decompressedName } from '../fields/names.ts'
import { u16 } from '../fields/numbers.ts'
import { type } from '../record-type.ts'

export const SRV = type(
  TYPE.SRV,
  'SRV',
  u16('priority'),
  u16('weight'),
  u16('port'),
  decompressedName('target'),
)
