/**
 * Exchanges of one query and one reply over UDP or TCP, with a timeout; and the sockets of other clients.
 * dns2's own sockets do not suffice: its UDP socket is not connected and so gets no ICMP errors, and its TCP
 * socket has no timeout.
 */
import { createSocket, type Socket as DatagramSocket } from 'node:dgram'
import { connect, type Socket as StreamSocket } from 'node:net'
import type { SocketAddress } from '../chain/query.ts'
import { errorCode } from '../report/system-error.ts'
import { frameMessage, MessageFramer } from '../wire/framing.ts'
import { isReplyTo } from './reply-match.ts'

export type Exchange =
  | { readonly kind: 'reply'; readonly packet: Buffer }
  | { readonly kind: 'timeout' }
  /**
   * `code`: that of the system error (`ECONNREFUSED`, …), or `CLOSED` if the server closed without a reply.
   */
  | { readonly kind: 'error'; readonly code: string }

/** Sends the query again after half of the timeout, since datagrams get lost. */
export async function exchangeUdp(
  server: SocketAddress,
  query: Buffer,
  timeoutMs: number,
): Promise<Exchange> {
  const socket = createSocket(server.address.includes(':') ? 'udp6' : 'udp4')
  const timers: NodeJS.Timeout[] = []
  try {
    return await new Promise<Exchange>((resolve) => {
      const failed = (problem: Error): void => {
        resolve({ kind: 'error', code: codeOf(problem) })
      }
      const send = (): void => {
        socket.send(query, (problem) => {
          if (problem !== null) failed(problem)
        })
      }
      socket.on('error', failed)
      socket.on('message', (packet) => {
        if (isReplyTo(query, packet)) resolve({ kind: 'reply', packet })
      })
      // A connected socket receives from this address and port only, and gets ICMP errors.
      socket.connect(server.port, server.address, (problem?: unknown) => {
        if (problem instanceof Error) {
          failed(problem)
          return
        }
        send()
        timers.push(setTimeout(send, timeoutMs / 2))
      })
      timers.push(
        setTimeout(() => {
          resolve({ kind: 'timeout' })
        }, timeoutMs),
      )
    })
  } finally {
    for (const timer of timers) clearTimeout(timer)
    socket.close()
  }
}

export async function exchangeTcp(
  server: SocketAddress,
  query: Buffer,
  timeoutMs: number,
): Promise<Exchange> {
  const socket = connect({ host: server.address, port: server.port, noDelay: true })
  const framer = new MessageFramer()
  let timer: NodeJS.Timeout | undefined
  try {
    return await new Promise<Exchange>((resolve) => {
      socket.on('error', (problem) => {
        resolve({ kind: 'error', code: codeOf(problem) })
      })
      socket.on('close', () => {
        resolve({ kind: 'error', code: 'CLOSED' })
      })
      socket.on('data', (chunk) => {
        const packet = framer.push(chunk).find((message) => isReplyTo(query, message))
        if (packet !== undefined) resolve({ kind: 'reply', packet })
      })
      socket.write(frameMessage(query))
      timer = setTimeout(() => {
        resolve({ kind: 'timeout' })
      }, timeoutMs)
    })
  } finally {
    clearTimeout(timer)
    socket.destroy()
  }
}

/**
 * A connected UDP socket: it receives from that server only, and gets ICMP errors. The system chooses a
 * random port (RFC 5452 §9.2). `onOpen` may send. Neither callback is called before this function returns.
 */
export function openDatagrams(
  server: SocketAddress,
  source: string | null,
  onOpen: () => void,
  onError: (problem: Error) => void,
): DatagramSocket {
  const isIPv6 = server.address.includes(':')
  const socket = createSocket({
    type: isIPv6 ? 'udp6' : 'udp4',
    // The server is an address, so there is no name to resolve.
    lookup: (address, _options, callback) => {
      callback(null, address, isIPv6 ? 6 : 4)
    },
  })
  // Binding can fail synchronously: no descriptor is left, or the machine does not have that address.
  socket.on('error', (problem) => {
    process.nextTick(onError, problem)
  })
  const open = (): void => {
    socket.connect(server.port, server.address, (problem?: unknown) => {
      if (problem instanceof Error) onError(problem)
      else onOpen()
    })
  }
  if (source === null) {
    open()
  } else {
    // A callback of `bind` would swallow its error.
    socket.once('listening', open)
    socket.bind({ address: source, port: 0 })
  }
  return socket
}

export function openStream(server: SocketAddress, source: string | null): StreamSocket {
  const localAddress = source === null ? {} : { localAddress: source }
  return connect({ host: server.address, port: server.port, noDelay: true, ...localAddress })
}

/** The code of a system error, else the message. */
export function codeOf(problem: Error): string {
  return errorCode(problem) ?? problem.message
}
