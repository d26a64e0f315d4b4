/**
 * TLS streams to one server. The server must authenticate itself (RFC 8310 §8.1), and later streams resume
 * the TLS session of earlier ones.
 */
import {
  checkServerIdentity,
  connect,
  createSecureContext,
  type SecureContext,
  type TLSSocket,
} from 'node:tls'
import type { SocketAddress } from '../chain/query.ts'
import { canonicalAddress } from '../wire/address.ts'

export interface TlsClientSettings {
  /** The name that the server's certificate must have; `null`: the server's address. */
  readonly serverName: string | null
  /** PEM: the certificate authorities; `null`: those of Node.js. */
  readonly ca: string | null
  /** PEM: the client's certificate, for servers that require one; `null`: none. */
  readonly cert: string | null
  readonly key: string | null
}

export class SecureDialer {
  readonly #server: SocketAddress
  readonly #settings: TlsClientSettings
  readonly #protocol: 'dot' | 'h2'
  readonly #onDistrust: (reason: string) => void
  readonly #context: SecureContext
  #session: Buffer | undefined

  /** Calls `onDistrust` with the reason if the server fails to authenticate itself. */
  constructor(
    server: SocketAddress,
    settings: TlsClientSettings,
    protocol: 'dot' | 'h2',
    onDistrust: (reason: string) => void,
  ) {
    const { ca, cert, key } = settings
    this.#server = server
    this.#settings = settings
    this.#protocol = protocol
    this.#onDistrust = onDistrust
    this.#context = createSecureContext({
      minVersion: 'TLSv1.2',
      ...(ca !== null && { ca }),
      ...(cert !== null && { cert }),
      ...(key !== null && { key }),
    })
  }

  /** Data written to the stream is sent after the server has authenticated itself. */
  open(source: string | null): TLSSocket {
    const { address, port } = this.#server
    const [withoutZone = address] = address.split('%')
    const name = this.#settings.serverName ?? withoutZone
    const socket = connect({
      host: address,
      port,
      secureContext: this.#context,
      ALPNProtocols: [this.#protocol],
      checkServerIdentity: (_, certificate) => checkServerIdentity(name, certificate),
      // RFC 6066 §3: a server name is not an address.
      ...(canonicalAddress(name) === null && { servername: name }),
      ...(source !== null && { localAddress: source }),
      ...(this.#session !== undefined && { session: this.#session }),
    })
    socket.setNoDelay(true)
    socket.on('session', (session) => {
      this.#session = session
    })
    socket.on('error', (problem) => {
      this.#session = undefined
      // Node.js sets it before it destroys the connection.
      const isDistrusted = Boolean(socket.authorizationError)
      if (isDistrusted) this.#onDistrust(problem.message)
    })
    return socket
  }
}
