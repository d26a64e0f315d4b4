/** One address and port, and its protocol: DNS over UDP and TCP, DNS over TLS, or DNS over HTTPS. */
import type { ReplyMeter, SocketAddress } from '../chain/query.ts'
import {
  HELD_HTTPS_OCTETS,
  type HttpsLimits,
  HttpsListener,
  MAX_HTTPS_CONNECTIONS,
  MAX_HTTPS_REQUESTS,
} from './https.ts'
import { openPort } from './open-port.ts'
import { Responder, type ResponderOptions } from './respond.ts'
import type { Routes } from './route.ts'
import { TCP_LIMITS, type TcpLimits } from './tcp-limits.ts'
import { TcpListener } from './tcp.ts'
import type { CredentialsSource } from './tls.ts'
import { Turns } from './turns.ts'
import { UdpListener } from './udp.ts'

const FLAGS = { portFlag: '--port', addressHint: 'bind or --bind' }
/** The key of a block has its own port, and no flag changes it. */
const KEY_FLAGS = { portFlag: "the key's port in the Corefile", addressHint: 'bind or --bind' }
/** A free port of UDP may be taken over TCP, by a connection of any program. */
const FREE_PORT_TRIES = 10

export interface Service {
  readonly routes: Routes
  /** Counts replies to queries that no route answers. */
  readonly unrouted?: ReplyMeter | null
  /** Logs the stacks of faults. */
  readonly showsStacks?: boolean
  readonly tcpLimits?: TcpLimits
  /** `null`: unencrypted DNS over UDP and TCP. */
  readonly secure?: SecureService | null
}

/** Stays with a listener through all the services that it gets. */
export interface ListenerContext extends Pick<ResponderOptions, 'opened' | 'reportFault'> {
  /** Shared by all listeners of the thread. */
  readonly turns?: Turns
}

export interface SecureService {
  readonly scheme: 'tls' | 'https'
  readonly credentials: CredentialsSource
  readonly httpsConnections: number
}

export interface Listener {
  readonly scheme: 'dns' | SecureService['scheme']
  readonly address: SocketAddress
  /**
   * Replaces the service: its routes from the next query on, its limits from the next connection on. Settles
   * when all pending answers of the old service have been given.
   */
  serve(service: Service): Promise<void>
  /** Answers the queries that have arrived and stops reading; takes at most `graceMs`. */
  close(graceMs: number): Promise<void>
}

/**
 * Port 0 takes a free port. Throws `ListenError`. The listener outlives the first service, and `at` may be
 * that service: the sockets therefore keep a copy of the address and port only.
 */
export async function openListener(
  { address, port }: SocketAddress,
  service: Service,
  context: ListenerContext = {},
): Promise<Listener> {
  const { routes, secure = null } = service
  const at = { address, port }
  const responder = new Responder(routes, { ...service, ...context })
  const { turns = new Turns() } = context
  return secure === null
    ? PlainListener.open(at, service, responder, turns)
    : SecureListener.open(at, service, responder, turns, secure)
}

class PlainListener implements Listener {
  readonly scheme = 'dns'
  readonly #responder: Responder
  readonly #udp: UdpListener
  readonly #tcp: TcpListener

  private constructor(responder: Responder, udp: UdpListener, tcp: TcpListener) {
    this.#responder = responder
    this.#udp = udp
    this.#tcp = tcp
  }

  /** UDP and TCP get the same port, also if it is a free one. */
  static async open(
    at: SocketAddress,
    service: Service,
    responder: Responder,
    turns: Turns,
  ): Promise<PlainListener> {
    for (let tries = at.port === 0 ? FREE_PORT_TRIES : 1; ; tries--) {
      const udp = await openPort(() => UdpListener.open(at, responder), { at, transport: 'UDP', ...FLAGS })
      try {
        const open = async (): Promise<TcpListener> =>
          TcpListener.open(udp.address, responder, service.tcpLimits, null, turns)
        const tcp = await openPort(open, { at: udp.address, transport: 'TCP', ...FLAGS })
        return new PlainListener(responder, udp, tcp)
      } catch (problem) {
        await udp.close()
        if (tries === 1) throw problem
      }
    }
  }

  get address(): SocketAddress {
    return this.#udp.address
  }

  async serve(service: Service): Promise<void> {
    replaceRoutes(this.#responder, service)
    this.#tcp.limits = service.tcpLimits ?? TCP_LIMITS
    await this.#responder.settled()
  }

  async close(graceMs: number): Promise<void> {
    await Promise.all([this.#udp.close(graceMs), this.#tcp.close(graceMs)])
  }
}

class SecureListener implements Listener {
  readonly scheme: SecureService['scheme']
  readonly #responder: Responder
  readonly #transport: TcpListener | HttpsListener
  #unfollow: () => void = () => undefined

  private constructor(
    responder: Responder,
    scheme: SecureService['scheme'],
    transport: TcpListener | HttpsListener,
  ) {
    this.#responder = responder
    this.scheme = scheme
    this.#transport = transport
  }

  static async open(
    at: SocketAddress,
    service: Service,
    responder: Responder,
    turns: Turns,
    secure: SecureService,
  ): Promise<SecureListener> {
    const { scheme, credentials } = secure
    const open = async (): Promise<TcpListener | HttpsListener> =>
      scheme === 'tls'
        ? TcpListener.open(at, responder, service.tcpLimits, credentials.current, turns)
        : HttpsListener.open(at, responder, httpsLimits(service), credentials.current)
    const transport = await openPort(open, { at, transport: 'TCP', ...KEY_FLAGS })
    const listener = new SecureListener(responder, scheme, transport)
    listener.#follow(credentials)
    return listener
  }

  get address(): SocketAddress {
    return this.#transport.address
  }

  async serve(service: Service): Promise<void> {
    replaceRoutes(this.#responder, service)
    const transport = this.#transport
    if (transport instanceof TcpListener) transport.limits = service.tcpLimits ?? TCP_LIMITS
    else transport.limits = httpsLimits(service)
    if (service.secure) this.#follow(service.secure.credentials)
    await this.#responder.settled()
  }

  async close(graceMs: number): Promise<void> {
    this.#unfollow()
    await this.#transport.close(graceMs)
  }

  #follow(source: CredentialsSource): void {
    this.#unfollow()
    this.#transport.useCredentials(source.current)
    this.#unfollow = source.follow((credentials) => {
      this.#transport.useCredentials(credentials)
    })
  }
}

function replaceRoutes(responder: Responder, { routes, unrouted, showsStacks }: Service): void {
  responder.routes = routes
  responder.unrouted = unrouted ?? null
  responder.showsStacks = showsStacks ?? false
}

function httpsLimits({ tcpLimits = TCP_LIMITS, secure }: Service): HttpsLimits {
  const connections = secure?.httpsConnections ?? MAX_HTTPS_CONNECTIONS
  return { ...tcpLimits, connections, heldOctets: HELD_HTTPS_OCTETS, requests: MAX_HTTPS_REQUESTS }
}
