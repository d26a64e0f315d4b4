/** Other servers that zones go to or come from. */
import type { SocketAddress } from '../../../chain/query.ts'
import { parseUpstream } from '../../../block/nameservers.ts'

/** An address, perhaps with its port; zones go over TCP as it is, so nobody shall believe that they are encrypted. */
export function parsePeer(text: string): SocketAddress | null {
  const server = parseUpstream(text)
  return server?.scheme === 'dns' ? { address: server.address, port: server.port } : null
}
