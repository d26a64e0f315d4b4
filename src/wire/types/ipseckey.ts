/** RFC 4025 §2: the public key of an IPsec peer, and the gateway before it. */
import { ipsecGateway } from '../fields/gateways.ts'
import { u8 } from '../fields/numbers.ts'
import { type } from '../record-type.ts'

export const IPSECKEY = type(45, 'IPSECKEY', u8('precedence'), ipsecGateway('gateway'))
