/** A steady stream of queries from one socket, and which of them were answered. */
import { createSocket, type Socket } from 'node:dgram'
import { encodeQuery, type Target } from '../support/ask.ts'

const INTERVAL_MS = 20

export class SteadyQueries {
  readonly #socket: Socket
  readonly #sent = new Set<number>()
  readonly #timer: NodeJS.Timeout
  #id = 0
  answered = 0

  constructor({ address, port }: Target, name: string) {
    this.#socket = createSocket('udp4')
    this.#socket.on('message', (reply) => {
      if (this.#sent.delete(reply.readUInt16BE(0))) this.answered++
    })
    this.#timer = setInterval(() => {
      const id = this.#id++ & 0xffff
      this.#sent.add(id)
      this.#socket.send(encodeQuery({ name, type: 'A', id }), port, address)
    }, INTERVAL_MS)
  }

  get unanswered(): number {
    return this.#sent.size
  }

  /** No more questions; the answers still count. */
  pause(): void {
    clearInterval(this.#timer)
  }

  close(): void {
    this.pause()
    this.#socket.close()
  }
}
