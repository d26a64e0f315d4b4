/** One address and port, served over UDP and TCP. */
import type { ReplyMeter, SocketAddress } from '../chain/query.ts'
import { openPort } from './open-port.ts'
import { Responder, type Routes } from './respond.ts'
import { TCP_LIMITS, type TcpLimits, TcpListener } from './tcp.ts'
import { UdpListener } from './udp.ts'

const FLAGS = { portFlag: '--port', addressHint: 'bind or --bind' }
/** A port that the system chose for UDP may be taken for TCP: a connection of any program can have it. */
const FREE_PORT_TRIES = 10

export interface Service {
  readonly routes: Routes
  /** Counts the replies to what none of the routes answers. */
  readonly unrouted?: ReplyMeter | null
  readonly tcpLimits?: TcpLimits
}

export class Listener {
  readonly #responder: Responder
  readonly #udp: UdpListener
  readonly #tcp: TcpListener

  private constructor(responder: Responder, udp: UdpListener, tcp: TcpListener) {
    this.#responder = responder
    this.#udp = udp
    this.#tcp = tcp
  }

  /** Port 0 takes a free one, the same for both transports. Throws `ListenError`. */
  static async open(at: SocketAddress, service: Service): Promise<Listener> {
    const responder = new Responder(service.routes, service.unrouted)
    for (let tries = at.port === 0 ? FREE_PORT_TRIES : 1; ; tries--) {
      const udp = await openPort(() => UdpListener.open(at, responder), { at, transport: 'UDP', ...FLAGS })
      try {
        const open = async (): Promise<TcpListener> =>
          TcpListener.open(udp.address, responder, service.tcpLimits)
        const tcp = await openPort(open, { at: udp.address, transport: 'TCP', ...FLAGS })
        return new Listener(responder, udp, tcp)
      } catch (problem) {
        await udp.close()
        if (tries === 1) throw problem
      }
    }
  }

  get address(): SocketAddress {
    return this.#udp.address
  }

  /** From the next query on, other blocks answer; and the next connection has these limits. */
  serve({ routes, unrouted, tcpLimits }: Service): void {
    this.#responder.routes = routes
    this.#responder.unrouted = unrouted ?? null
    this.#tcp.limits = tcpLimits ?? TCP_LIMITS
  }

  /** Takes no more queries; clients have `graceMs` to get the answers that are due. */
  async close(graceMs: number): Promise<void> {
    await Promise.all([this.#udp.close(graceMs), this.#tcp.close(graceMs)])
  }
}
