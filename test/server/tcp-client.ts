/**
 * A TCP client for tests that controls every octet: it writes chunks unchanged, returns replies one by one,
 * and detects the end.
 */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import { encodeQuery, type Question, type Target } from '../support/ask.ts'
import { decodeReply, type Reply } from '../support/decode.ts'

export function framed(question: Question): Buffer {
  const message = encodeQuery(question)
  return Buffer.concat([Buffer.from([message.length >> 8, message.length & 0xff]), message])
}

export class TcpClient {
  readonly socket: Socket
  /** Settles when the server has closed or reset the connection. */
  readonly closed: Promise<void>
  #received = Buffer.alloc(0)
  #isOver = false
  #wake: () => void = () => undefined

  private constructor(socket: Socket) {
    this.socket = socket
    socket.setNoDelay(true)
    socket.on('error', () => undefined)
    socket.on('data', (chunk) => {
      this.#received = Buffer.concat([this.#received, chunk])
      this.#wake()
    })
    this.closed = new Promise((resolve) => {
      const end = (): void => {
        this.#isOver = true
        this.#wake()
        resolve()
      }
      socket.once('end', end)
      socket.once('close', end)
    })
  }

  static async connect(target: Target): Promise<TcpClient> {
    const socket = connect({ port: target.port, host: target.address, allowHalfOpen: true })
    const client = TcpClient.on(socket)
    await once(socket, 'connect')
    return client
  }

  /** Uses an open connection, such as a TLS socket. */
  static on(socket: Socket): TcpClient {
    onTestFinished(() => {
      socket.destroy()
    })
    return new TcpClient(socket)
  }

  get isOver(): boolean {
    return this.#isOver
  }

  send(...questions: readonly Question[]): void {
    this.socket.write(Buffer.concat(questions.map(framed)))
  }

  /** Writes octets, and waits a turn so that they arrive in a chunk of their own. */
  async write(octets: Buffer): Promise<void> {
    this.socket.write(octets)
    await new Promise((resolve) => setImmediate(resolve))
  }

  /** The next message; `null` if the connection ends first. */
  async octets(): Promise<Buffer | null> {
    for (;;) {
      const length = this.#received.length < 2 ? Infinity : 2 + this.#received.readUInt16BE(0)
      if (this.#received.length >= length) {
        const message = this.#received.subarray(2, length)
        this.#received = this.#received.subarray(length)
        return message
      }
      if (this.#isOver) return null
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }

  async reply(): Promise<Reply | null> {
    const message = await this.octets()
    return message === null ? null : decodeReply(message)
  }

  async ask(question: Question): Promise<Reply | null> {
    this.send(question)
    return this.reply()
  }
}
