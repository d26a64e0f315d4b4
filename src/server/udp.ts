/**
 * DNS over UDP: one socket, one reply buffer and one `Query`, reused for each packet. The only import of
 * node:dgram in `server/`.
 *
 * Sending from a shared buffer is safe because the `lookup` of the socket is synchronous: `send` itself
 * passes the octets to the kernel. If the buffer of the kernel is full they wait in a queue of Node.js; then
 * the socket keeps the buffer, and the writer gets a new one.
 */
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram'
import { Query, type SocketAddress } from '../chain/query.ts'
import type { Answer } from '../wire/answer.ts'
import { ReplyWriter } from '../wire/reply.ts'
import { untilRead, within } from './drain.ts'
import type { Responder } from './respond.ts'

/**
 * Replies that wait for room in the kernel's buffer, each with a buffer of its own; later ones are dropped,
 * as the network would.
 */
export const MAX_UNSENT_REPLIES = 64
/** Room for bursts of a thousand clients. The kernel may grant less. */
const RECEIVE_BUFFER_OCTETS = 4 * 1024 * 1024

export class UdpListener {
  readonly #socket: Socket
  readonly #responder: Responder
  readonly #writer = new ReplyWriter()
  /** Views of the buffer of the writer, by length: making a view for each reply takes time. */
  #replies: (Buffer | undefined)[] = []
  #query = new Query()
  /** After the last reply. */
  #unsentReplies = 0
  #isClosed = false
  #local: SocketAddress = { address: '', port: 0 }

  private constructor(socket: Socket, responder: Responder) {
    this.#socket = socket
    this.#responder = responder
  }

  /** Binds and starts answering. Rejects with the system's error if the socket cannot bind. */
  static async open(at: SocketAddress, responder: Responder): Promise<UdpListener> {
    const isIPv6 = at.address.includes(':')
    const socket = createSocket({
      type: isIPv6 ? 'udp6' : 'udp4',
      // Each family has its own socket, so that IPv4 clients do not appear as mapped IPv6 addresses.
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

  /** Answers the queries that have arrived or are pending, for at most `graceMs`. */
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
      // The default size remains.
    }
    // Errors such as an unreachable port concern one client.
    this.#socket.on('error', () => undefined)
    this.#socket.on('message', (packet, remote) => {
      this.#receive(packet, remote)
    })
  }

  #receive(packet: Buffer, remote: RemoteInfo): void {
    if (remote.port === 0) return // A reply cannot be sent to port 0.
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
    if (this.#unsentReplies >= MAX_UNSENT_REPLIES) {
      this.#unsentReplies = this.#socket.getSendQueueCount()
      if (this.#unsentReplies >= MAX_UNSENT_REPLIES) return
    }
    const reply = (this.#replies[octets] ??= this.#writer.octets.subarray(0, octets))
    this.#socket.send(reply, remote.port, remote.address)
    this.#unsentReplies = this.#socket.getSendQueueCount()
    if (this.#unsentReplies === 0) return
    this.#writer.release()
    this.#replies = []
  }
}
