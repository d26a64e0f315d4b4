/** Reads the addresses of the secondaries of `transfer` and the primaries of `secondary`. */
import type { SocketAddress } from '../../../chain/query.ts'
import { reject } from '../../../config/reject.ts'
import type { Report, Token } from '../../../config/token.ts'
import { parseUpstream } from '../../../block/nameservers.ts'

export const PEER_EXAMPLES = 'an address such as 192.0.2.1 or 192.0.2.1:5300'

export function readPeer(token: Token, report: Report): SocketAddress | null {
  return parsePeer(token.text) ?? reject(token, PEER_EXAMPLES, report)
}

/** An address with an optional port. Rejects `tls://` and `https://`: transfers use plain TCP. */
export function parsePeer(text: string): SocketAddress | null {
  const server = parseUpstream(text)
  return server?.scheme === 'dns' ? { address: server.address, port: server.port } : null
}
