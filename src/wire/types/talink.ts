/** IANA "TALINK/talink-completed-template": neighbours in a list of trust anchors. */
import { plainName } from '../fields/names.ts'
import { type } from '../record-type.ts'

export const TALINK = type(58, 'TALINK', plainName('previous'), plainName('next'))
