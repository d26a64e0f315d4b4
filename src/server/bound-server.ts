/** Binding and closing the stream servers of Node.js (TCP, TLS, HTTP, HTTPS) as promises. */
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
  /** Left out: all addresses. */
  readonly host?: string
  readonly ipv6Only?: boolean
  readonly backlog?: number
}

/** Rejects with the system's error if the server cannot bind. */
export async function bindServer(server: SocketServer, options: ListenOptions): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options, () => {
      server.off('error', reject)
      resolve()
    })
  })
  // A later error, such as running out of file descriptors, costs one connection; the server stays open.
  server.on('error', () => undefined)
}

/** Options for one address of one family: `::` does not include IPv4. */
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

/** Stops accepting connections; resolves when the open ones have closed. */
export function closeServer(server: SocketServer): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve()
    })
  })
}
