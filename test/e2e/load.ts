/** A steady stream of queries from one socket, which records when each was sent, and how it was answered. */
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
  /** The replies with another rcode than NOERROR. */
  failed = 0

  /** The queried names, in rotation. */
  constructor(
    target: Target,
    names: readonly string[],
    { transport = 'udp', intervalMs = INTERVAL_MS }: { transport?: 'udp' | 'tcp'; intervalMs?: number } = {},
  ) {
    const onReply = (reply: Buffer): void => {
      if (!this.#sent.delete(reply.readUInt16BE(0))) return
      this.answered++
      if ((reply.readUInt16BE(2) & 0xf) !== 0) this.failed++
    }
    this.#wire =
      transport === 'udp'
        ? overUdp(target, onReply)
        : overTcp(target, onReply, () => {
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

  /** The number of queries without a reply that were sent before `time`. */
  unansweredBefore(time: number): number {
    return [...this.#sent.values()].filter((sent) => sent < time).length
  }

  /** Stops sending; replies still count. */
  pause(): void {
    clearInterval(this.#timer)
  }

  close(): void {
    this.pause()
    this.#wire.close()
  }
}

function overUdp({ address, port }: Target, onReply: (reply: Buffer) => void): Wire {
  const socket = createSocket('udp4')
  socket.on('message', onReply)
  // The kernel reports an error when the server has closed its socket.
  socket.on('error', () => undefined)
  return {
    send: (query) => {
      socket.send(query, port, address)
    },
    close: () => void socket.close(),
  }
}

/** One connection, until the server closes it. */
function overTcp({ address, port }: Target, onReply: (reply: Buffer) => void, ended: () => void): Wire {
  const framer = new MessageFramer()
  const socket = connect({ port, host: address, noDelay: true })
  socket.on('data', (chunk) => {
    for (const reply of framer.push(chunk)) onReply(reply)
  })
  socket.on('end', ended)
  socket.on('error', ended)
  return {
    send: (query) => void socket.write(frameMessage(query)),
    close: () => void socket.destroy(),
  }
}
