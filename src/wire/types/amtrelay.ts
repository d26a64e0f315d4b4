/** RFC 8777 §4: a relay of automatic multicast tunneling. */
import { relay } from '../fields/gateways.ts'
import { u8 } from '../fields/numbers.ts'
import { type } from '../record-type.ts'

export const AMTRELAY = type(260, 'AMTRELAY', u8('precedence'), relay('relay'))
