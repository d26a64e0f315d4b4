/**
 * Streams to a server that is asked over TLS: it has to prove that it is the one that was meant (RFC 8310 §8.1), and a session
 * that was begun is resumed. The only import of node:tls on this side.
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
  /** The name that its certificate has to be for; `null`: its address. */
  readonly serverName: string | null
  /** PEM: who vouches for it; `null`: the authorities that Node.js knows. */
  readonly ca: string | null
  /** PEM: for a server that asks who we are. */
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

  /** `onDistrust` is told why it did not prove who it is. */
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

  /** What is written is sent once the server has proved who it is. */
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
      // RFC 6066 §3: addresses are no server names.
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
      // Node.js fills it in before it gives the connection up.
      const isDistrusted = Boolean(socket.authorizationError)
      if (isDistrusted) this.#onDistrust(problem.message)
    })
    return socket
  }
}
