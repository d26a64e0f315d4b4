/** A steady stream of queries from one socket: when each was sent, and which of them were answered, and how. */
import { createSocket } from 'node:dgram'
import { connect } from 'node:net'
import { frameMessage, MessageFramer } from '../../src/wire/framing.ts'
import { encodeQuery, type Target } from '../support/ask.ts'

const INTERVAL_MS = 20

interface Wire {
  readonly send: (query: Buffer) => void
  readonly close: () => void
}

export class SteadyQueries {
  readonly #wire: Wire
  readonly #sent = new Map<number, number>()
  readonly #timer: NodeJS.Timeout
  #id = 0
  answered = 0
  /** Those that were answered with anything but NOERROR. */
  failed = 0

  /** The names in turns. */
  constructor(
    target: Target,
    names: readonly string[],
    { transport = 'udp', intervalMs = INTERVAL_MS }: { transport?: 'udp' | 'tcp'; intervalMs?: number } = {},
  ) {
    const hear = (reply: Buffer): void => {
      if (!this.#sent.delete(reply.readUInt16BE(0))) return
      this.answered++
      if ((reply.readUInt16BE(2) & 0xf) !== 0) this.failed++
    }
    this.#wire =
      transport === 'udp'
        ? overUdp(target, hear)
        : overTcp(target, hear, () => {
            this.pause()
          })
    this.#timer = setInterval(() => {
      const id = this.#id++ & 0xffff
      this.#sent.set(id, performance.now())
      this.#wire.send(encodeQuery({ name: names[id % names.length] ?? '', type: 'A', id }))
    }, intervalMs)
  }

  get unanswered(): number {
    return this.#sent.size
  }

  /** Of those that were sent before. */
  unansweredBefore(time: number): number {
    return [...this.#sent.values()].filter((sent) => sent < time).length
  }

  /** No more questions; the answers still count. */
  pause(): void {
    clearInterval(this.#timer)
  }

  close(): void {
    this.pause()
    this.#wire.close()
  }
}

function overUdp({ address, port }: Target, hear: (reply: Buffer) => void): Wire {
  const socket = createSocket('udp4')
  socket.on('message', hear)
  // Once the server is gone, the kernel says so.
  socket.on('error', () => undefined)
  return {
    send: (query) => {
      socket.send(query, port, address)
    },
    close: () => void socket.close(),
  }
}

/** One connection, as long as the server keeps it. */
function overTcp({ address, port }: Target, hear: (reply: Buffer) => void, ended: () => void): Wire {
  const framer = new MessageFramer()
  const socket = connect({ port, host: address, noDelay: true })
  socket.on('data', (chunk) => {
    for (const reply of framer.push(chunk)) hear(reply)
  })
  socket.on('end', ended)
  socket.on('error', ended)
  return {
    send: (query) => void socket.write(frameMessage(query)),
    close: () => void socket.destroy(),
  }
}
