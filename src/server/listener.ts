/** One address and port, served over UDP and TCP, and what to say when it cannot be had. */
import { setTimeout } from 'node:timers/promises'
import type { SocketAddress } from '../chain/query.ts'
import { findPortHolder, type PortHolder } from './port-holder.ts'
import { Responder, type Routes } from './respond.ts'
import { TCP_LIMITS, TcpListener } from './tcp.ts'
import { UdpListener } from './udp.ts'

/** A second in all: longer than closed connections linger where both ends are on this machine. */
const PORT_TRIES = 5
const PORT_PAUSE_MS = 250

/** The address cannot be listened on; the message says why, and what to do. */
export class ListenError extends Error {
  /** The machine does not have the address, or not its family. */
  readonly isUnavailable: boolean

  constructor(message: string, isUnavailable: boolean) {
    super(message)
    this.name = 'ListenError'
    this.isUnavailable = isUnavailable
  }
}

/** A port that the system chose for UDP may be taken for TCP: a connection of any program can have it. */
const FREE_PORT_TRIES = 10

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
  static async open(at: SocketAddress, routes: Routes, tcpLimits = TCP_LIMITS): Promise<Listener> {
    const responder = new Responder(routes)
    for (let tries = at.port === 0 ? FREE_PORT_TRIES : 1; ; tries--) {
      const udp = await attempt(() => UdpListener.open(at, responder), at, 'UDP')
      try {
        const tcp = await attempt(
          () => TcpListener.open(udp.address, responder, tcpLimits),
          udp.address,
          'TCP',
        )
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
  serve(routes: Routes, tcpLimits = TCP_LIMITS): void {
    this.#responder.routes = routes
    this.#tcp.limits = tcpLimits
  }

  /** Takes no more queries; TCP clients have `graceMs` to get the answers that are due. */
  async close(graceMs: number): Promise<void> {
    await Promise.all([this.#udp.close(), this.#tcp.close(graceMs)])
  }
}

/** `127.0.0.1:53`, `[::1]:53`. */
export function formatSocketAddress(at: SocketAddress): string {
  return at.address.includes(':') ? `[${at.address}]:${at.port}` : `${at.address}:${at.port}`
}

/** Opens, and tries again for a while if the port is taken by nobody: by what is left of a connection that has been closed. */
async function attempt<Opened>(
  open: () => Promise<Opened>,
  at: SocketAddress,
  transport: 'UDP' | 'TCP',
): Promise<Opened> {
  for (let tries = PORT_TRIES; ; tries--) {
    try {
      return await open()
    } catch (problem) {
      const isTaken = codeOf(problem) === 'EADDRINUSE'
      const holder = isTaken ? await findPortHolder(at.port, transport) : null
      if (!isTaken || holder !== null || tries === 1) throw explain(problem, at, transport, holder)
      await setTimeout(PORT_PAUSE_MS)
    }
  }
}

function codeOf(problem: unknown): string {
  return problem instanceof Error && 'code' in problem ? String(problem.code) : ''
}

function explain(
  problem: unknown,
  at: SocketAddress,
  transport: 'UDP' | 'TCP',
  holder: PortHolder | null,
): ListenError {
  const what = `cannot listen on ${formatSocketAddress(at)} (${transport})`
  switch (codeOf(problem)) {
    case 'EADDRINUSE': {
      const who =
        holder === null
          ? 'another program has the port'
          : `${holder.command} (pid ${holder.pid}) has the port`
      return new ListenError(`${what}: ${who}; stop it, or choose another port with --port`, false)
    }
    case 'EACCES':
      return new ListenError(
        `${what}: ports below 1024 need a privilege; choose another with --port, or allow it with ` +
          "'sysctl net.ipv4.ip_unprivileged_port_start=53' or the capability CAP_NET_BIND_SERVICE",
        false,
      )
    case 'EADDRNOTAVAIL':
    case 'EAFNOSUPPORT':
      return new ListenError(`${what}: this machine does not have that address; check bind or --bind`, true)
    default:
      return new ListenError(
        `${what}: ${problem instanceof Error ? problem.message : String(problem)}`,
        false,
      )
  }
}
