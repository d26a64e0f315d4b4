/**
 * UDP: one socket, one reply buffer, one `Query`, used again for each packet. The only import of node:dgram.
 *
 * Sending from a shared buffer is safe because the socket's `lookup` is synchronous: the octets reach the kernel inside
 * `send` itself. Where the kernel's buffer is full they wait in Node's queue; then the buffer is left to the socket.
 */
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram'
import { Query, type SocketAddress } from '../chain/query.ts'
import type { Answer } from '../wire/answer.ts'
import { ReplyWriter } from '../wire/reply.ts'
import { untilRead, within } from './drain.ts'
import type { Responder } from './respond.ts'

/** Bursts of a thousand clients wait in the kernel rather than get lost. The kernel may grant less. */
const RECEIVE_BUFFER_OCTETS = 4 * 1024 * 1024

export class UdpListener {
  readonly #socket: Socket
  readonly #responder: Responder
  readonly #writer = new ReplyWriter()
  /** The writer's buffer, as far as a reply of that many octets fills it: making one anew for each reply takes time. */
  #replies: (Buffer | undefined)[] = []
  #query = new Query()
  #isClosed = false
  #local: SocketAddress = { address: '', port: 0 }

  private constructor(socket: Socket, responder: Responder) {
    this.#socket = socket
    this.#responder = responder
  }

  /** Binds and begins to answer. Rejects with the system's error if the address cannot be had. */
  static async open(at: SocketAddress, responder: Responder): Promise<UdpListener> {
    const isIPv6 = at.address.includes(':')
    const socket = createSocket({
      type: isIPv6 ? 'udp6' : 'udp4',
      // Each family has its own socket, so that clients' addresses read as what they are.
      ipv6Only: isIPv6,
      lookup: (address, _options, callback) => {
        callback(null, address, isIPv6 ? 6 : 4)
      },
    })
    const listener = new UdpListener(socket, responder)
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject)
      socket.bind(at.port, at.address, () => {
        socket.off('error', reject)
        resolve()
      })
    })
    listener.#serve()
    return listener
  }

  get address(): SocketAddress {
    return this.#local
  }

  /** Answers what has arrived and what is due, for `graceMs` at the most. */
  async close(graceMs = 0): Promise<void> {
    await within(graceMs, this.#drain(graceMs))
    this.#isClosed = true
    await new Promise<void>((resolve) => {
      this.#socket.close(() => {
        resolve()
      })
    })
  }

  async #drain(graceMs: number): Promise<void> {
    let received = 0
    this.#socket.on('message', () => received++)
    await untilRead(() => received, graceMs)
    await this.#responder.settled()
  }

  #serve(): void {
    const { address, port } = this.#socket.address()
    this.#local = { address, port }
    this.#query.server = this.#local
    try {
      this.#socket.setRecvBufferSize(RECEIVE_BUFFER_OCTETS)
    } catch {
      // The default has to do.
    }
    // What a single client makes the kernel complain about (an unreachable port, say) concerns nobody else.
    this.#socket.on('error', () => undefined)
    this.#socket.on('message', (packet, remote) => {
      this.#receive(packet, remote)
    })
  }

  #receive(packet: Buffer, remote: RemoteInfo): void {
    if (remote.port === 0) return // Nothing can be sent there.
    const query = this.#query
    const result = this.#responder.respond(query, packet, remote, this.#writer)
    if (typeof result === 'number') {
      if (result > 0) this.#send(result, remote)
      return
    }
    this.#query = new Query()
    this.#query.server = this.#local
    const finish = (answer: Answer): void => {
      if (!this.#isClosed) this.#finish(query, answer, remote)
    }
    result.then(finish).catch((problem: unknown) => {
      this.#responder.fault(query, problem, 'no answer')
    })
  }

  #finish(query: Query, answer: Answer, remote: RemoteInfo): void {
    const octets = this.#responder.write(query, answer, this.#writer)
    if (octets > 0) this.#send(octets, remote)
  }

  #send(octets: number, remote: RemoteInfo): void {
    const reply = (this.#replies[octets] ??= this.#writer.octets.subarray(0, octets))
    this.#socket.send(reply, remote.port, remote.address)
    if (this.#socket.getSendQueueCount() === 0) return
    this.#writer.release()
    this.#replies = []
  }
}
