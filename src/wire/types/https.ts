/** RFC 9460 §9: the SVCB-compatible type for HTTP origins. */
import { plainName } from '../fields/names.ts'
import { u16 } from '../fields/numbers.ts'
import { serviceParameters } from '../fields/service-parameters.ts'
import { type } from '../record-type.ts'

export const HTTPS = type(
  65,
  'HTTPS',
  u16('priority'),
  plainName('targetName'),
  serviceParameters('parameters'),
)
