/** RFC 9460 §2: the location of a service, and its connection parameters. */
import { plainName } from '../fields/names.ts'
import { u16 } from '../fields/numbers.ts'
import { serviceParameters } from '../fields/service-parameters.ts'
import { type } from '../record-type.ts'

export const SVCB = type(
  64,
  'SVCB',
  u16('priority'),
  plainName('targetName'),
  serviceParameters('parameters'),
)
