/** RFC 9859 §2: the endpoint that takes notifications about a type. */
import { scheme } from '../fields/mnemonics.ts'
import { plainName } from '../fields/names.ts'
import { recordType, u16 } from '../fields/numbers.ts'
import { type } from '../record-type.ts'

export const DSYNC = type(66, 'DSYNC', recordType('type'), scheme('scheme'), u16('port'), plainName('target'))
