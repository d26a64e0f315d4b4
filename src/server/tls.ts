/**
 * TLS before what listens: DNS over TLS (RFC 7858) and DNS over HTTPS have it in common. The certificate in force, what is
 * asked of clients, and handshakes that are bounded in number and time. The only import of node:tls on this side.
 */
import { createSecureContext, createServer, type Server, type TLSSocket, type TlsOptions } from 'node:tls'
import { type Closable, Connections } from './connections.ts'

/** As Go's package names them: not asked for, asked for, needed, checked if given, needed and checked. */
export const CLIENT_AUTH = ['nocert', 'request', 'require', 'verify_if_given', 'require_and_verify'] as const
export type ClientAuth = (typeof CLIENT_AUTH)[number]

/** What a server proves itself with, and what clients have to prove. */
export interface Credentials {
  /** PEM: the certificate, and those between it and an authority that clients know. */
  readonly cert: string
  readonly key: string
  /** PEM: who vouches for clients; `null`: the authorities that Node.js knows. */
  readonly ca: string | null
  readonly clientAuth: ClientAuth
}

/** Credentials that may become others while they are used. */
export interface CredentialsSource {
  readonly current: Credentials
  /** Calls `use` with each that follows, until the function that comes back is called. */
  follow(use: (credentials: Credentials) => void): () => void
}

/** Why these cannot be used, in OpenSSL's words; `null` if they can. */
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

/** RFC 7858 §3.1: messages follow the handshake at once; `dot` is the protocol's name for ALPN. */
export function createDotServer(credentials: Credentials, accept: (socket: TLSSocket) => void): Server {
  return createServer(
    { ...tlsOptions(credentials), allowHalfOpen: true, noDelay: true, ALPNProtocols: ['dot'] },
    accept,
  )
}

/** Stands before a server that was made with `tlsOptions`. */
export class TlsGate {
  readonly #server: Server
  readonly #handshakes = new Connections<Handshake>()
  #credentials: Credentials

  constructor(server: Server, credentials: Credentials, maxHandshakes: number, handshakeMs: number) {
    this.#server = server
    this.#credentials = credentials
    server.on('connection', (raw) => {
      const destroy = (): void => void raw.destroy()
      // Node.js has a clock for handshakes, too, and yet leaves half open what a client breaks off in the middle of one.
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

  /** For connections that come; a session that was begun with other credentials is not resumed. */
  use(credentials: Credentials): void {
    if (isSame(credentials, this.#credentials)) return
    this.#credentials = credentials
    this.#server.setSecureContext(contextOptions(credentials))
    Object.assign(this.#server, clientOptions(credentials))
  }

  /** Who has not finished the handshake has not asked anything either. */
  close(): void {
    this.#handshakes.destroyAll()
  }

  #end(handshake: Handshake): void {
    clearTimeout(handshake.timer)
    this.#handshakes.delete(handshake)
  }
}

/** A connection that is not encrypted yet. Its socket gives itself to another, which has the same peer. */
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

/** What OpenSSL is told; for the kinds between, `isAdmitted` decides. */
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
