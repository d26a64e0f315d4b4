/** RFC 1035 §3.3.13: the start of a zone of authority, with its serial and its timers. */
import { TYPE } from '../constants.ts'
import { name } from '../fields/names.ts'
import { seconds, u32 } from '../fields/numbers.ts'
import { type } from '../record-type.ts'

export const SOA = type(
  TYPE.SOA,
  'SOA',
  name('mname'),
  name('rname'),
  u32('serial'),
  seconds('refresh'),
  seconds('retry'),
  seconds('expire'),
  seconds('minimum'),
)
