/**
 * Opens a port. If that fails, the error names the process that has the port, and the flag that chooses
 * another.
 */
import { setTimeout } from 'node:timers/promises'
import type { SocketAddress } from '../chain/query.ts'
import { errorCode } from '../report/system-error.ts'
import type { PortHolder } from './port-holder.ts'

/** One second in total: longer than TCP connections linger whose both ends are on this machine. */
const PORT_TRIES = 5
const PORT_PAUSE_MS = 250

/** A port that cannot be opened; the message has the reason and what to do. */
export class ListenError extends Error {
  /** The machine lacks the address or its family. */
  readonly isUnavailable: boolean

  constructor(message: string, isUnavailable: boolean) {
    super(message)
    this.name = 'ListenError'
    this.isUnavailable = isUnavailable
  }
}

export interface WantedPort {
  readonly at: SocketAddress
  readonly transport: 'UDP' | 'TCP'
  /** The flag or place that sets the port. */
  readonly portFlag: string
  /** The flag or place that sets the address. */
  readonly addressHint: string
}

/** `127.0.0.1:53`, `[::1]:53`; `:53` for all addresses. */
export function formatSocketAddress(at: SocketAddress): string {
  if (at.address === '') return `:${at.port}`
  return at.address.includes(':') ? `[${at.address}]:${at.port}` : `${at.address}:${at.port}`
}

/**
 * Calls `open`, and repeats it for a second if the port is taken, but no process is found that has it: a
 * closed TCP connection lingers there.
 */
export async function openPort<Opened>(open: () => Promise<Opened>, wanted: WantedPort): Promise<Opened> {
  for (let tries = PORT_TRIES; ; tries--) {
    try {
      return await open()
    } catch (problem) {
      const isTaken = errorCode(problem) === 'EADDRINUSE'
      const holder = isTaken ? await holderOf(wanted) : null
      if (!isTaken || holder !== null || tries === 1) throw explain(problem, wanted, holder)
      await setTimeout(PORT_PAUSE_MS)
    }
  }
}

/** Imports `port-holder.ts` only when a port is taken, which is rare. */
async function holderOf({ at, transport }: WantedPort): Promise<PortHolder | null> {
  const { findPortHolder } = await import('./port-holder.ts')
  return findPortHolder(at.port, transport)
}

function explain(
  problem: unknown,
  { at, transport, portFlag, addressHint }: WantedPort,
  holder: PortHolder | null,
): ListenError {
  const what = `cannot listen on ${formatSocketAddress(at)} (${transport})`
  switch (errorCode(problem) ?? '') {
    case 'EADDRINUSE': {
      if (holder?.pid === process.pid) {
        return new ListenError(
          `${what}: this server (pid ${holder.pid}) already has the port, at another address or for another purpose; ` +
            `choose another port with ${portFlag}, or restart the server to change its address`,
          false,
        )
      }
      const who =
        holder === null
          ? 'another program has the port'
          : `${holder.command} (pid ${holder.pid}) has the port`
      return new ListenError(`${what}: ${who}; stop it, or choose another port with ${portFlag}`, false)
    }
    case 'EACCES':
      return new ListenError(
        `${what}: ports below 1024 need a privilege; choose another port with ${portFlag}, or allow this one with ` +
          `'sysctl net.ipv4.ip_unprivileged_port_start=${at.port}' or the capability CAP_NET_BIND_SERVICE`,
        false,
      )
    case 'EADDRNOTAVAIL':
    case 'EAFNOSUPPORT':
      return new ListenError(`${what}: this machine does not have that address; check ${addressHint}`, true)
    default:
      return new ListenError(
        `${what}: ${problem instanceof Error ? problem.message : String(problem)}`,
        false,
      )
  }
}
