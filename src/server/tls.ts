/**
 * TLS of DNS over TLS (RFC 7858) and DNS over HTTPS: the certificate in force, the authentication of clients,
 * and limits on the number and time of handshakes. The only import of node:tls in `server/`.
 */
import { createSecureContext, createServer, type Server, type TLSSocket, type TlsOptions } from 'node:tls'
import { type Closable, Connections } from './connections.ts'

/**
 * Go's names, as in a Corefile: no certificate requested, requested, required, verified if given, required
 * and verified.
 */
export const CLIENT_AUTH = ['nocert', 'request', 'require', 'verify_if_given', 'require_and_verify'] as const
export type ClientAuth = (typeof CLIENT_AUTH)[number]

/** The server's certificate, and the rules for certificates of clients. */
export interface Credentials {
  /** PEM: the certificate and the intermediate ones. */
  readonly cert: string
  readonly key: string
  /** PEM: the authorities for certificates of clients; `null`: the authorities of Node.js. */
  readonly ca: string | null
  readonly clientAuth: ClientAuth
}

/** Credentials that can change while a listener is open. */
export interface CredentialsSource {
  readonly current: Credentials
  /** Calls `use` with each later value, until the returned function is called. */
  follow(use: (credentials: Credentials) => void): () => void
}

/** The error of OpenSSL if the credentials are unusable; `null` if they are usable. */
export function credentialsProblem(credentials: Pick<Credentials, 'cert' | 'key' | 'ca'>): string | null {
  try {
    createSecureContext(contextOptions(credentials))
    return null
  } catch (problem) {
    return problem instanceof Error ? problem.message : String(problem)
  }
}

export function tlsOptions(credentials: Credentials): TlsOptions {
  return { ...contextOptions(credentials), ...clientOptions(credentials) }
}

/** RFC 7858 §3.1: messages follow the handshake at once. `dot` is the ALPN identifier of the protocol. */
export function createDotServer(credentials: Credentials, accept: (socket: TLSSocket) => void): Server {
  return createServer(
    { ...tlsOptions(credentials), allowHalfOpen: true, noDelay: true, ALPNProtocols: ['dot'] },
    accept,
  )
}

/** Limits the handshakes and checks the clients of a server that was made with `tlsOptions`. */
export class TlsGate {
  readonly #server: Server
  readonly #handshakes = new Connections<Handshake>()
  #credentials: Credentials

  constructor(server: Server, credentials: Credentials, maxHandshakes: number, handshakeMs: number) {
    this.#server = server
    this.#credentials = credentials
    server.on('connection', (raw) => {
      const destroy = (): void => void raw.destroy()
      // Node.js's own handshake timeout leaves a connection half open if the client breaks off in the middle.
      const handshake = { peer: peerOf(raw), destroy, timer: setTimeout(destroy, handshakeMs) }
      this.#handshakes.add(handshake, maxHandshakes)
      raw.once('close', () => {
        this.#end(handshake)
      })
    })
    server.prependListener('secureConnection', (socket) => {
      const handshake = this.#handshakes.all.find(({ peer }) => peer === peerOf(socket))
      if (handshake !== undefined) this.#end(handshake)
      if (!isAdmitted(socket, this.#credentials.clientAuth)) socket.destroy()
    })
  }

  /** Applies to new connections; sessions of earlier credentials are not resumed. */
  use(credentials: Credentials): void {
    if (isSame(credentials, this.#credentials)) return
    this.#credentials = credentials
    this.#server.setSecureContext(contextOptions(credentials))
    Object.assign(this.#server, clientOptions(credentials))
  }

  /** Destroys connections during the handshake: they have no query yet. */
  close(): void {
    this.#handshakes.destroyAll()
  }

  #end(handshake: Handshake): void {
    clearTimeout(handshake.timer)
    this.#handshakes.delete(handshake)
  }
}

/**
 * A connection during its handshake. The TLS socket is a different object with the same peer, so the peer
 * identifies it.
 */
interface Handshake extends Closable {
  readonly peer: string
  readonly timer: NodeJS.Timeout
}

function peerOf({ remoteAddress, remotePort }: Pick<TLSSocket, 'remoteAddress' | 'remotePort'>): string {
  return `${remoteAddress}#${remotePort}`
}

function contextOptions({ cert, key, ca }: Pick<Credentials, 'cert' | 'key' | 'ca'>) {
  return { cert, key, ...(ca !== null && { ca }), minVersion: 'TLSv1.2' as const }
}

/** Options for OpenSSL, which knows two of the five modes; `isAdmitted` checks the others. */
function clientOptions({ clientAuth }: Credentials) {
  return { requestCert: clientAuth !== 'nocert', rejectUnauthorized: clientAuth === 'require_and_verify' }
}

function isAdmitted(socket: TLSSocket, clientAuth: ClientAuth): boolean {
  if (clientAuth === 'nocert' || clientAuth === 'request') return true
  const hasCertificate = socket.getPeerX509Certificate() !== undefined
  if (clientAuth === 'require') return hasCertificate
  return socket.authorized || (clientAuth === 'verify_if_given' && !hasCertificate)
}

function isSame(a: Credentials, b: Credentials): boolean {
  return a.cert === b.cert && a.key === b.key && a.ca === b.ca && a.clientAuth === b.clientAuth
}
