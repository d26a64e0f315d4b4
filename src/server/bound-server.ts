/** What servers for TCP, TLS, HTTP and HTTPS have in common: they take an address, say which, and give it back. */
import type { SocketAddress } from '../chain/query.ts'
import { assert } from '../report/assert.ts'

interface SocketServer {
  once(event: 'error', listener: (problem: Error) => void): unknown
  on(event: 'error', listener: (problem: Error) => void): unknown
  off(event: 'error', listener: (problem: Error) => void): unknown
  listen(options: ListenOptions, listening: () => void): unknown
  address(): SocketAddress | string | null
  close(closed: () => void): unknown
}

interface ListenOptions {
  readonly port: number
  /** Every address, if left out. */
  readonly host?: string
  readonly ipv6Only?: boolean
  readonly backlog?: number
}

/** Rejects with the system's error if the address cannot be had. */
export async function bindServer(server: SocketServer, options: ListenOptions): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options, () => {
      server.off('error', reject)
      resolve()
    })
  })
  // Running out of descriptors, say: the connection is lost, the listener goes on.
  server.on('error', () => undefined)
}

/** One address, of one family. */
export function at({ address, port }: SocketAddress): ListenOptions {
  return { port, host: address, ipv6Only: address.includes(':'), backlog: 511 }
}

export function boundAddress(server: SocketServer): SocketAddress {
  const bound = server.address()
  assert(
    typeof bound === 'object' && bound !== null,
    'a server that is asked for its address is bound to one',
  )
  return bound
}

/** Takes no new connection; resolves when those that there are have ended. */
export function closeServer(server: SocketServer): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve()
    })
  })
}
