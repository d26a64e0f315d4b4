/** What a query's message says of itself, for directives that show or compare it. */
import type { Query } from '../chain/query.ts'
import { MAX_MESSAGE_OCTETS } from '../wire/constants.ts'

/** How large a reply the client can take. */
export function replyLimit({ transport, request }: Query): number {
  return transport === 'tcp' ? MAX_MESSAGE_OCTETS : request.payloadOctets
}

/** RFC 3225: whether the client wants DNSSEC's records. */
export function asksDnssec({ request }: Query): boolean {
  return request.hasEdns && request.dnssecOk
}

export function opcodeOf({ request }: Query): number {
  return (request.flags >> 11) & 0xf
}
