/** The connections to an upstream over TCP, TLS or HTTPS. */
import type { Cancel, Done, ExchangeOptions } from '../../../client/datagram-exchange.ts'
import { openStream } from '../../../client/exchange.ts'
import { HttpsPool } from '../../../client/https-pool.ts'
import { SecureDialer, type TlsClientSettings } from '../../../client/secure-stream.ts'
import { type PoolOptions, StreamPool } from '../../../client/stream-pool.ts'
import { formatSocketAddress } from '../../../server/open-port.ts'
import type { UpstreamAddress } from '../../../block/nameservers.ts'

export interface UpstreamPool {
  /** Queries sent over an open connection, and queries that opened one. */
  readonly hits: number
  readonly misses: number
  ask(query: Buffer, options: ExchangeOptions, done: Done): Cancel
  close(): void
}

export interface PoolSettings extends PoolOptions {
  readonly tls: TlsClientSettings
  readonly dohMethod: 'GET' | 'POST'
}

/** Calls `onDistrust` with the reason if the upstream fails to authenticate itself. */
export function poolFor(
  server: UpstreamAddress,
  settings: PoolSettings,
  onDistrust: (reason: string) => void,
): UpstreamPool {
  const { scheme, address, port, path } = server
  if (scheme === 'dns') return new StreamPool((source) => openStream(server, source), settings)
  const serverName = server.serverName ?? settings.tls.serverName
  const tls = { ...settings.tls, serverName }
  const dialer = new SecureDialer(server, tls, scheme === 'tls' ? 'dot' : 'h2', onDistrust)
  if (scheme === 'tls') return new StreamPool((source) => dialer.open(source), settings)
  // RFC 4007 §11: the zone id of an address is valid on this machine only.
  const [host = address] = (serverName ?? address).split('%')
  const authority = formatSocketAddress({ address: host, port })
  return new HttpsPool({ authority, path, method: settings.dohMethod, idleMs: settings.idleMs }, dialer)
}
