/** Fields of a query's message that directives show or compare. */
import type { Query } from '../chain/query.ts'
import { MAX_MESSAGE_OCTETS } from '../wire/constants.ts'

/** The largest reply, in octets, that the client accepts. */
export function replyLimit({ transport, request }: Query): number {
  return transport === 'tcp' ? MAX_MESSAGE_OCTETS : request.payloadOctets
}

/** RFC 3225: whether the client requests DNSSEC records (DO bit). */
export function asksDnssec({ request }: Query): boolean {
  return request.hasEdns && request.dnssecOk
}

export function opcodeOf({ request }: Query): number {
  return (request.flags >> 11) & 0xf
}
