/** Other servers that zones go to or come from. */
import type { SocketAddress } from '../../../chain/query.ts'
import { reject } from '../../../config/reject.ts'
import type { Report, Token } from '../../../config/token.ts'
import { parseUpstream } from '../../../block/nameservers.ts'

export const PEER_EXAMPLES = 'an address such as 192.0.2.1 or 192.0.2.1:5300'

export function readPeer(token: Token, report: Report): SocketAddress | null {
  return parsePeer(token.text) ?? reject(token, PEER_EXAMPLES, report)
}

/** An address, perhaps with its port; zones go over TCP as it is, so nobody shall believe that they are encrypted. */
export function parsePeer(text: string): SocketAddress | null {
  const server = parseUpstream(text)
  return server?.scheme === 'dns' ? { address: server.address, port: server.port } : null
}
